import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { naiveShare } from "../cases/naive-sharing.js";
import { type SharingCase, sharingCases } from "../cases/sharing-arbitraries.js";
import { checkSharing } from "./check-sharing.js";
import { type MeterShare, type SharingReading, shareSlots } from "./share-slots.js";
import { SHARING_RULES, WHOLE_PPM } from "./sharing-rule.js";

function shared({ rule, slots, participation }: SharingCase): MeterShare[][] {
  const result = shareSlots(rule, slots, participation);
  if (!result.ok) throw new Error(result.reason);
  return result.slots;
}

function sum(values: readonly number[]): bigint {
  return values.reduce((total, value) => total + BigInt(value), 0n);
}

/** The intervals in which as much is sold as allocated: the hour for the hourly minimum. */
function intervals(given: SharingCase, slots: readonly MeterShare[][]): MeterShare[][] {
  return given.rule.rule === "hourly-minimum" ? [slots.flat()] : [...slots];
}

function byMeter(slot: readonly MeterShare[] | undefined): MeterShare[] {
  return [...(slot ?? [])].sort((a, b) => (a.meter < b.meter ? -1 : 1));
}

describe.each(SHARING_RULES)("%s", (name) => {
  const cases = sharingCases([name]);

  test("gives what one gets on paper", () => {
    fc.assert(
      fc.property(cases, (given) => {
        expect(shared(given)).toEqual(naiveShare(given.rule, given.slots, given.participation));
      }),
      { numRuns: 1_000 },
    );
  });

  test("loses nothing and makes nothing, and keeps within every register and factor", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const slots = shared(given);
        for (const interval of intervals(given, slots)) {
          expect(sum(interval.map(({ allocatedUkwh }) => allocatedUkwh))).toBe(
            sum(interval.map(({ soldUkwh }) => soldUkwh)),
          );
        }
        const factorOf = new Map(given.participation.map(({ meter, ppm }) => [meter, ppm]));
        given.slots.forEach((readings, slot) => {
          readings.forEach((reading, index) => {
            const own = slots[slot]?.[index] as MeterShare;
            const drawn = reading.consumedUkwh + (reading.chargedUkwh ?? 0);
            const fed = reading.generatedUkwh + (reading.dischargedUkwh ?? 0);
            const factor = factorOf.get(reading.meter) ?? WHOLE_PPM;
            expect(own.meter).toBe(reading.meter);
            expect(own.allocatedUkwh + own.residualUkwh).toBe(drawn);
            expect(own.soldUkwh + own.surplusUkwh).toBe(fed);
            for (const value of Object.values(own)) {
              if (typeof value === "number") expect(value).toBeGreaterThanOrEqual(0);
            }
            expect(own.allocatedUkwh).toBeLessThanOrEqual(own.shareUkwh);
            expect(BigInt(own.allocatedUkwh) * 1_000_000n).toBeLessThanOrEqual(
              BigInt(drawn) * BigInt(factor),
            );
            expect(BigInt(own.soldUkwh) * 1_000_000n).toBeLessThanOrEqual(
              BigInt(fed) * BigInt(factor),
            );
          });
        });
      }),
      { numRuns: 500 },
    );
  });

  test("does not look at the order of readings, keys and factors", () => {
    const shuffled = cases.chain((given) =>
      fc.record({
        given: fc.constant(given),
        other: fc.record({
          rule: fc.constant(given.rule).map((rule) => {
            if (rule.rule === "static" || rule.rule === "hybrid") {
              return { ...rule, keys: rule.keys.toReversed() };
            }
            return rule.rule === "matrix" ? { ...rule, cells: rule.cells.toReversed() } : rule;
          }),
          slots: fc.tuple(
            ...given.slots.map((readings) =>
              fc.shuffledSubarray(readings, { minLength: readings.length }),
            ),
          ),
          participation: fc.constant(given.participation.toReversed()),
        }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ given, other }) => {
        expect(shared(other).map(byMeter)).toEqual(shared(given).map(byMeter));
      }),
      { numRuns: 300 },
    );
  });

  test("passes the sceptic's check, and nothing that was tampered with does", () => {
    const change = fc.record({
      slot: fc.nat(3),
      index: fc.nat(5),
      field: fc.constantFrom(
        "shareUkwh",
        "allocatedUkwh",
        "residualUkwh",
        "soldUkwh",
        "surplusUkwh",
      ),
      by: fc.oneof(
        fc.constantFrom(-1, 1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER),
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
      ),
    });
    // A lie that keeps both registers whole: what is taken from one meter goes to another.
    const move = fc.record({
      slot: fc.nat(3),
      from: fc.nat(5),
      to: fc.nat(5),
      side: fc.constantFrom("drawn" as const, "fed" as const, "share" as const),
      by: fc.integer({ min: 1, max: 1_000 }),
    });
    fc.assert(
      fc.property(
        cases,
        fc.array(change, { maxLength: 2 }),
        fc.array(move, { maxLength: 2 }),
        (given, changes, moves) => {
          const honest = shared(given);
          const { rule, slots, participation } = given;
          expect(checkSharing(rule, slots, honest, participation)).toEqual({ ok: true });
          const lie = honest.map((own) => own.map((share) => ({ ...share })));
          for (const { slot, index, field, by } of changes) {
            const own = lie[slot]?.[index];
            if (own !== undefined) own[field] += by;
          }
          for (const { slot, from, to, side, by } of moves) {
            moveEnergy(lie[slot]?.[from], side, -by);
            moveEnergy(lie[slot]?.[to], side, by);
          }
          const verdict = checkSharing(rule, slots, lie, participation);
          expect(verdict.ok).toBe(JSON.stringify(lie) === JSON.stringify(honest));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

function moveEnergy(
  own: MeterShare | undefined,
  side: "drawn" | "fed" | "share",
  by: number,
): void {
  if (own === undefined) return;
  if (side === "share") own.shareUkwh += by;
  else if (side === "drawn") {
    own.allocatedUkwh += by;
    own.residualUkwh -= by;
  } else {
    own.soldUkwh += by;
    own.surplusUkwh -= by;
  }
}

test("proportional, hybrid and hourly minimum share the least of both sides", () => {
  fc.assert(
    fc.property(sharingCases(["proportional", "hybrid", "hourly-minimum"]), (given) => {
      const plain = { ...given, participation: [] };
      const slots = shared(plain);
      const readings = given.rule.rule === "hourly-minimum" ? [given.slots.flat()] : given.slots;
      intervals(plain, slots).forEach((interval, index) => {
        const own = readings[index] as SharingReading[];
        const drawn = sum(own.map((r) => r.consumedUkwh + (r.chargedUkwh ?? 0)));
        const fed = sum(own.map((r) => r.generatedUkwh + (r.dischargedUkwh ?? 0)));
        expect(sum(interval.map(({ allocatedUkwh }) => allocatedUkwh))).toBe(
          drawn < fed ? drawn : fed,
        );
      });
    }),
  );
});

test("hybrid gives nobody less than static does, and more than static to all together", () => {
  fc.assert(
    fc.property(sharingCases(["static"]), (given) => {
      if (given.rule.rule !== "static") return;
      const fixed = shared(given);
      const again = shared({ ...given, rule: { rule: "hybrid", keys: given.rule.keys } });
      fixed.forEach((slot, index) => {
        slot.forEach((own, place) => {
          const more = again[index]?.[place] as MeterShare;
          expect(more.allocatedUkwh).toBeGreaterThanOrEqual(own.allocatedUkwh);
          expect(more.soldUkwh).toBeGreaterThanOrEqual(own.soldUkwh - 1);
        });
      });
    }),
  );
});

/** One more unit of energy for one meter in one slot, where the sums still fit. */
const grown = (name: "static" | "proportional" | "priority") =>
  fc.record({
    given: sharingCases([name]).filter(({ slots }) => (slots[0]?.length ?? 0) > 0),
    index: fc.nat(5),
    more: fc.integer({ min: 1, max: 1_000_000 }),
  });

test.each(["static", "proportional", "priority"] as const)(
  "%s: who consumes more is allocated no less",
  (name) => {
    fc.assert(
      fc.property(grown(name), ({ given, index, more }) => {
        const first = given.slots[0] as SharingReading[];
        const place = index % first.length;
        const slots = [
          first.map((own, i) =>
            i === place ? { ...own, consumedUkwh: own.consumedUkwh + more } : own,
          ),
          ...given.slots.slice(1),
        ];
        const before = shared(given)[0]?.[place] as MeterShare;
        const after = shared({ ...given, slots })[0]?.[place] as MeterShare;
        // Largest remainders may take one unit from a meter whose quota grew by less than one.
        const slack = name === "proportional" ? 1 : 0;
        expect(after.allocatedUkwh).toBeGreaterThanOrEqual(before.allocatedUkwh - slack);
      }),
    );
  },
);

test("a meter's own feed-in is shared like anybody's, its own consumption included", () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (consumedUkwh, generatedUkwh) => {
      const alone = [{ meter: "prosumer", consumedUkwh, generatedUkwh }];
      const [slot] = shared({ rule: { rule: "proportional" }, slots: [alone], participation: [] });
      expect(slot?.[0]?.allocatedUkwh).toBe(Math.min(consumedUkwh, generatedUkwh));
      expect(slot?.[0]?.soldUkwh).toBe(Math.min(consumedUkwh, generatedUkwh));
    }),
  );
});

test("charging counts as consumption and discharging as generation", () => {
  fc.assert(
    fc.property(sharingCases(), (given) => {
      const metered = given.slots.map((readings) =>
        readings.map(({ meter, chargedUkwh = 0, dischargedUkwh = 0, ...own }) => ({
          meter,
          consumedUkwh: own.consumedUkwh + chargedUkwh,
          generatedUkwh: own.generatedUkwh + dischargedUkwh,
        })),
      );
      expect(shared({ ...given, slots: metered })).toEqual(shared(given));
    }),
    { numRuns: 300 },
  );
});
