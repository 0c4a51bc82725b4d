import { parseKwh } from "@pumasi/quantities";
import { describe, expect, test } from "vitest";
import operator from "../cases/sharing-proportional.json" with { type: "json" };
import { type SharingReading, shareSlots } from "./share-slots.js";
import { SHARING_REFUSALS, type SharingReason } from "./sharing-refusal.js";
import type { MeterPart, SharingRule } from "./sharing-rule.js";

const KWH = 1_000_000;

/** A reading in kWh. */
function reading(meter: string, consumed: number, generated = 0): SharingReading {
  return { meter, consumedUkwh: consumed * KWH, generatedUkwh: generated * KWH };
}

/** Shares one slot; what each meter gets, in kWh: share, allocated, residual, sold, surplus. */
function shareOne(
  rule: SharingRule,
  readings: readonly SharingReading[],
  participation: readonly MeterPart[] = [],
): Record<string, number[]> {
  const result = shareSlots(rule, [readings], participation);
  if (!result.ok) throw new Error(result.reason);
  return Object.fromEntries(
    (result.slots[0] ?? []).map((own) => [
      own.meter,
      [own.shareUkwh, own.allocatedUkwh, own.residualUkwh, own.soldUkwh, own.surplusUkwh].map(
        (energyUkwh) => energyUkwh / KWH,
      ),
    ]),
  );
}

describe("the docstrings' examples", () => {
  const keys = [
    { meter: "a", ppm: 600_000 },
    { meter: "b", ppm: 300_000 },
  ];
  const readings = [reading("a", 4), reading("b", 5), reading("roof", 0, 10)];

  test("static: an unused share is the producers' surplus", () => {
    expect(shareOne({ rule: "static", keys }, readings)).toEqual({
      a: [6, 4, 0, 0, 0],
      b: [3, 3, 2, 0, 0],
      roof: [0, 0, 0, 7, 3],
    });
  });

  test("hybrid: what is left is shared again", () => {
    expect(shareOne({ rule: "hybrid", keys }, readings)).toEqual({
      a: [6, 4, 0, 0, 0],
      b: [5, 5, 0, 0, 0],
      roof: [0, 0, 0, 9, 1],
    });
  });

  test("proportional: by consumption, at most the consumption", () => {
    const few = [reading("a", 2), reading("b", 10), reading("roof", 0, 6)];
    expect(shareOne({ rule: "proportional" }, few)).toEqual({
      a: [1, 1, 1, 0, 0],
      b: [5, 5, 5, 0, 0],
      roof: [0, 0, 0, 6, 0],
    });
    const much = [reading("a", 2), reading("b", 10), reading("roof", 0, 24)];
    expect(shareOne({ rule: "proportional" }, much)).toEqual({
      a: [4, 2, 0, 0, 0],
      b: [20, 10, 0, 0, 0],
      roof: [0, 0, 0, 12, 12],
    });
  });

  test("priority: one after the other, and nothing for who is not listed", () => {
    const three = [
      reading("clinic", 7),
      reading("flat", 5),
      reading("other", 1),
      reading("roof", 0, 10),
    ];
    expect(shareOne({ rule: "priority", order: ["clinic", "flat"] }, three)).toEqual({
      clinic: [10, 7, 0, 0, 0],
      flat: [3, 3, 2, 0, 0],
      other: [0, 0, 1, 0, 0],
      roof: [0, 0, 0, 10, 0],
    });
  });

  test("matrix: each producer for those it names", () => {
    const four = [reading("a", 5), reading("b", 5), reading("p", 0, 6), reading("q", 0, 4)];
    const cells = [
      { producer: "p", consumer: "a", ppm: 500_000 },
      { producer: "p", consumer: "b", ppm: 500_000 },
      { producer: "q", consumer: "b", ppm: 500_000 },
    ];
    const whole = shareOne({ rule: "matrix", cells }, four);
    expect(whole).toEqual({
      a: [3, 3, 2, 0, 0],
      b: [5, 5, 0, 0, 0],
      p: [0, 0, 0, 6, 0],
      q: [0, 0, 0, 2, 2],
    });
    const little = four.map((own) => (own.meter === "b" ? reading("b", 4) : own));
    expect(shareOne({ rule: "matrix", cells }, little)).toEqual({
      a: [3, 3, 2, 0, 0],
      b: [5, 4, 0, 0, 0],
      p: [0, 0, 0, 5.4, 0.6],
      q: [0, 0, 0, 1.6, 2.4],
    });
  });

  test("hourly minimum: what is fed in early is shared late in the hour", () => {
    const slots = [
      [reading("roof", 0, 2), reading("flat", 0)],
      [reading("roof", 0), reading("flat", 3)],
    ];
    const result = shareSlots({ rule: "hourly-minimum" }, slots);
    expect(result).toMatchObject({
      ok: true,
      slots: [
        [{ soldUkwh: 2 * KWH, surplusUkwh: 0 }, { allocatedUkwh: 0 }],
        [{ soldUkwh: 0 }, { allocatedUkwh: 2 * KWH, residualUkwh: 1 * KWH }],
      ],
    });
  });
});

test("proportional agrees with a grid operator's own figures, and adds up exactly where its do not", () => {
  const kwh = (text: string): number => {
    const parsed = parseKwh(text);
    if (!parsed.ok) throw new Error(parsed.reason);
    return parsed.value;
  };
  expect(operator.slots.length).toBe(11);
  for (const { generationKwh, consumptionKwh, allocatedKwh } of operator.slots) {
    const generatedUkwh = kwh(generationKwh);
    const consumers = consumptionKwh.map((text, i) => ({
      meter: `consumer-${i}`,
      consumedUkwh: kwh(text),
      generatedUkwh: 0,
    }));
    const producer = { meter: "producer", consumedUkwh: 0, generatedUkwh };
    const result = shareSlots({ rule: "proportional" }, [[...consumers, producer]]);
    if (!result.ok) throw new Error(result.reason);
    const [slot = []] = result.slots;
    allocatedKwh.forEach((text, i) => {
      expect(Math.abs((slot[i]?.allocatedUkwh as number) - kwh(text))).toBeLessThanOrEqual(2);
    });
    const consumedUkwh = consumers.reduce((sum, own) => sum + own.consumedUkwh, 0);
    const allocatedUkwh = slot.reduce((sum, own) => sum + own.allocatedUkwh, 0);
    expect(allocatedUkwh).toBe(Math.min(generatedUkwh, consumedUkwh));
    expect(slot.at(-1)?.soldUkwh).toBe(allocatedUkwh);
  }
});

test("participation factors are rounded down, and the rest is the grid's", () => {
  const readings = [
    { meter: "a", consumedUkwh: 7, generatedUkwh: 0 },
    { meter: "roof", consumedUkwh: 0, generatedUkwh: 9 },
  ];
  const half = [
    { meter: "a", ppm: 500_000 },
    { meter: "roof", ppm: 500_000 },
  ];
  const result = shareSlots({ rule: "proportional" }, [readings], half);
  expect(result).toMatchObject({
    slots: [
      [
        { shareUkwh: 4, allocatedUkwh: 3, residualUkwh: 4 },
        { soldUkwh: 3, surplusUkwh: 6 },
      ],
    ],
  });
});

test("equal meters differ by a unit at most, by their names and not by their places", () => {
  const readings = ["c", "a", "b"].map((meter) => ({ meter, consumedUkwh: 5, generatedUkwh: 0 }));
  const roof = { meter: "roof", consumedUkwh: 0, generatedUkwh: 4 };
  const result = shareSlots({ rule: "proportional" }, [[...readings, roof]]);
  expect(result).toMatchObject({
    slots: [
      [
        { meter: "c", allocatedUkwh: 1 },
        { meter: "a", allocatedUkwh: 2 },
        { meter: "b", allocatedUkwh: 1 },
        { meter: "roof" },
      ],
    ],
  });
});

test("nothing generated, nothing consumed, nobody there: nothing is shared", () => {
  expect(shareSlots({ rule: "proportional" }, [])).toEqual({ ok: true, slots: [] });
  expect(shareSlots({ rule: "hourly-minimum" }, [])).toEqual({ ok: true, slots: [] });
  expect(shareSlots({ rule: "proportional" }, [[]])).toEqual({ ok: true, slots: [[]] });
  expect(shareOne({ rule: "proportional" }, [reading("a", 2)])).toEqual({ a: [0, 0, 2, 0, 0] });
  expect(shareOne({ rule: "proportional" }, [reading("a", 0, 2)])).toEqual({ a: [0, 0, 0, 0, 2] });
  expect(shareOne({ rule: "matrix", cells: [] }, [reading("a", 1, 2)])).toEqual({
    a: [0, 0, 1, 0, 2],
  });
});

describe("refuses", () => {
  const ok = [reading("a", 1), reading("b", 2), reading("p", 0, 3), reading("q", 0, 3)];
  const proportional: SharingRule = { rule: "proportional" };
  const large = Number.MAX_SAFE_INTEGER;
  const cell = (producer: string, consumer: string, ppm: number) => ({ producer, consumer, ppm });
  const keys = (...ppm: [string, number][]): SharingRule => ({
    rule: "static",
    keys: ppm.map(([meter, part]) => ({ meter, ppm: part })),
  });
  const cases: [
    SharingReason,
    SharingRule,
    SharingReading[][],
    MeterPart[],
    { meter?: string; slot?: number },
  ][] = [
    [
      "sharing_meter_repeated",
      proportional,
      [ok, [...ok, reading("a", 1)]],
      [],
      { meter: "a", slot: 1 },
    ],
    [
      "sharing_factor_invalid",
      proportional,
      [ok],
      [{ meter: "a", ppm: 1_000_001 }],
      { meter: "a" },
    ],
    ["sharing_factor_invalid", proportional, [ok], [{ meter: "a", ppm: 0.5 }], { meter: "a" }],
    [
      "sharing_factor_repeated",
      proportional,
      [ok],
      [
        { meter: "a", ppm: 1 },
        { meter: "a", ppm: 2 },
      ],
      { meter: "a" },
    ],
    ["sharing_factor_meter_unknown", proportional, [ok], [{ meter: "z", ppm: 1 }], { meter: "z" }],
    ["sharing_key_invalid", keys(["a", -1]), [ok], [], { meter: "a" }],
    [
      "sharing_key_invalid",
      { rule: "matrix", cells: [cell("p", "a", 1_000_001)] },
      [ok],
      [],
      { meter: "p" },
    ],
    ["sharing_key_repeated", keys(["a", 1], ["a", 1]), [ok], [], { meter: "a" }],
    [
      "sharing_key_repeated",
      { rule: "priority", order: ["b", "a", "b"] },
      [ok],
      [],
      { meter: "b" },
    ],
    [
      "sharing_key_repeated",
      { rule: "matrix", cells: [cell("p", "a", 1), cell("p", "a", 1)] },
      [ok],
      [],
      { meter: "p" },
    ],
    ["sharing_key_meter_unknown", keys(["z", 1]), [ok], [], { meter: "z" }],
    ["sharing_key_meter_unknown", { rule: "priority", order: ["z"] }, [ok], [], { meter: "z" }],
    [
      "sharing_key_meter_unknown",
      { rule: "matrix", cells: [cell("z", "a", 1)] },
      [ok],
      [],
      { meter: "z" },
    ],
    [
      "sharing_key_meter_unknown",
      { rule: "matrix", cells: [cell("p", "z", 1)] },
      [ok],
      [],
      { meter: "z" },
    ],
    ["sharing_keys_above_whole", keys(["a", 600_000], ["b", 400_001]), [ok], [], {}],
    [
      "sharing_producer_above_whole",
      { rule: "matrix", cells: [cell("p", "a", 600_000), cell("p", "b", 400_001)] },
      [ok],
      [],
      { meter: "p" },
    ],
    [
      "sharing_consumer_above_whole",
      { rule: "matrix", cells: [cell("p", "a", 600_000), cell("q", "a", 400_001)] },
      [ok],
      [],
      { meter: "a" },
    ],
    ["sharing_meter_missing", proportional, [ok, ok.slice(1)], [], { meter: "a", slot: 1 }],
    [
      "sharing_meter_missing",
      proportional,
      [ok, [...ok, reading("z", 1)]],
      [],
      { meter: "z", slot: 0 },
    ],
    [
      "sharing_energy_invalid",
      proportional,
      [ok, [reading("a", -1), ...ok.slice(1)]],
      [],
      { meter: "a", slot: 1 },
    ],
    [
      "sharing_energy_invalid",
      proportional,
      [[{ ...reading("a", 1), chargedUkwh: 0.5 }]],
      [],
      { meter: "a", slot: 0 },
    ],
    [
      "sharing_energy_too_large",
      proportional,
      [[{ meter: "a", consumedUkwh: large, chargedUkwh: 1, generatedUkwh: 0 }]],
      [],
      { meter: "a", slot: 0 },
    ],
    [
      "sharing_energy_too_large",
      proportional,
      [["a", "b"].map((meter) => ({ meter, consumedUkwh: large, generatedUkwh: 0 }))],
      [],
      { slot: 0 },
    ],
    [
      "sharing_energy_too_large",
      { rule: "hourly-minimum" },
      [1, 2].map(() => [{ meter: "a", consumedUkwh: 0, generatedUkwh: large }]),
      [],
      { slot: 1 },
    ],
  ];

  test.each(cases)("%s", (reason, rule, slots, participation, where) => {
    expect(shareSlots(rule, slots, participation)).toEqual({ ok: false, reason, ...where });
  });

  test("each reason that there is", () => {
    expect(new Set(cases.map(([reason]) => reason))).toEqual(new Set(SHARING_REFUSALS));
  });

  test("in the stated order of precedence", () => {
    const bad = [{ meter: "a", consumedUkwh: -1, generatedUkwh: 0 }];
    const both = shareSlots(keys(["z", 2_000_000]), [bad, []], [{ meter: "y", ppm: -1 }]);
    expect(both).toMatchObject({ reason: "sharing_factor_invalid" });
    expect(shareSlots(keys(["z", 2_000_000]), [bad, []])).toMatchObject({
      reason: "sharing_key_invalid",
    });
    expect(shareSlots(proportional, [bad, []])).toMatchObject({ reason: "sharing_meter_missing" });
  });
});
