import type { PublishedSlot } from "@pumasi/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { MeterState } from "../community/community-state.js";
import { previewRules } from "../market-view/rules-preview.js";
import { amount, checkLines, sumOf, ukwh } from "../testing/check-lines.js";
import {
  type Inhabitant,
  LivedMemberships,
  randomMemberships,
} from "../testing/random-memberships.js";
import { recompute } from "../testing/recompute.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, START } from "../testing/test-terms.js";

const SLOTS = 9;

let test: TestServer;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

function meterOf({ community }: LivedMemberships, { member }: Inhabitant): MeterState {
  const meter = community.state.meters.get(member.meter);
  if (meter === undefined) throw new Error("an inhabitant has a meter");
  return meter;
}

/** Whether the household is a member in the slot. */
function isMember({ fromSlot, untilSlot }: MeterState, slot: number): boolean {
  return fromSlot !== null && slot >= fromSlot && (untilSlot === null || slot < untilSlot);
}

/** After its end a meter is nothing; before it began, nothing at all; and no home is metered twice. */
function checkSpans(slots: readonly PublishedSlot[], lived: LivedMemberships): number {
  let zeros = 0;
  for (const { slot, readings, lines } of slots) {
    const homes = new Set<number>();
    for (const inhabitant of lived.inhabitants) {
      const meter = meterOf(lived, inhabitant);
      const reading = readings?.find((own) => own.meter === meter.meter);
      if (isMember(meter, slot)) {
        expect(homes.has(inhabitant.home)).toBe(false);
        homes.add(inhabitant.home);
        expect(reading?.rule).not.toBe("membership-ended");
        continue;
      }
      if (slot < (meter.fromSlot ?? slot + 1)) expect(reading).toBeUndefined();
      if (reading === undefined) continue;
      const line = lines?.find(({ account }) => account === meter.account);
      const { account: _, ...values } = line ?? {};
      expect(new Set(Object.values(values))).toEqual(new Set(["0"]));
      expect(reading).toMatchObject({ imported: "0", exported: "0", rule: "membership-ended" });
      zeros += 1;
    }
  }
  return zeros;
}

/** A household with every reading in pays for exactly what its meter turned while it was a member. */
function checkEnergy(slots: readonly PublishedSlot[], lived: LivedMemberships): number {
  let exact = 0;
  for (const inhabitant of lived.inhabitants) {
    const { meter, fromSlot, untilSlot } = meterOf(lived, inhabitant);
    const from = fromSlot ?? FIRST_SLOT + SLOTS;
    const until = Math.min(untilSlot ?? FIRST_SLOT + SLOTS, FIRST_SLOT + SLOTS);
    const { home, read } = inhabitant;
    expect(read.every((slot) => slot >= from - 1 && slot < until)).toBe(true);
    const span = Array.from({ length: Math.max(0, until - from) }, (_, index) => from + index);
    const arrivals = [from - 1, ...span].map((slot) => lived.arrivalOf(slot - FIRST_SLOT, home));
    if (span.length === 0 || arrivals.some((arrival) => arrival !== "punctual")) continue;
    const own = slots.flatMap(({ readings }) => readings?.filter((one) => one.meter === meter));
    const [before, after] = [from - 1, until - 1].map((slot) =>
      lived.registersAfter(slot - FIRST_SLOT, home),
    );
    const total = (of: "imported" | "exported") =>
      own.reduce((sum, one) => sum + ukwh(one?.[of] ?? "0"), 0);
    expect(total("imported")).toBe((after?.importUkwh ?? 0) - (before?.importUkwh ?? 0));
    expect(total("exported")).toBe((after?.exportUkwh ?? 0) - (before?.exportUkwh ?? 0));
    exact += 1;
  }
  return exact;
}

async function checkMoney(
  slots: readonly PublishedSlot[],
  { community }: LivedMemberships,
): Promise<void> {
  const lines = slots.flatMap((slot) => slot.lines ?? []);
  const [period, ...more] = await community.periods();
  expect(more).toEqual([]);
  for (const { account, delta } of period?.lines ?? []) {
    const own = lines.filter((line) => line.account === account);
    expect(amount(delta)).toBe(sumOf(own, ({ total }) => amount(total)));
  }
  expect(sumOf([...community.state.accounts.values()], ({ balance }) => balance)).toBe(0n);
}

/** A preview of the rules that held is what was settled, to the last unit, members that have left included. */
async function checkPreview(
  slots: readonly PublishedSlot[],
  { community }: LivedMemberships,
): Promise<void> {
  const { state } = community;
  const span = { from: FIRST_SLOT, until: FIRST_SLOT + SLOTS };
  const rules = state.rulesOf(FIRST_SLOT);
  const preview = await previewRules(test.context.open.database, state, rules, span);
  expect(preview).toMatchObject({ slots: SLOTS, notAdmitted: 0, instead: preview.settled });
  const lines = slots.flatMap((slot) => slot.lines ?? []);
  for (const { account, paid, wouldPay } of preview.accounts) {
    const own = lines.filter((line) => line.account === account);
    expect(-amount(paid)).toBe(sumOf(own, ({ total }) => amount(total)));
    expect(wouldPay).toBe(paid);
  }
}

it("households come and go: nothing is lost, counted twice or counted after the end", async () => {
  const seen = { zeros: 0, exact: 0, traded: 0, substituted: 0, corrected: 0 };
  await fc.assert(
    fc.asyncProperty(randomMemberships, async (random) => {
      const lived = await LivedMemberships.live(test, `m${communities++}`, random);
      const { community } = lived;
      const slots = await community.published(FIRST_SLOT, FIRST_SLOT + SLOTS);
      expect(slots.map(({ stage }) => stage)).toEqual(random.lives.map(() => "paid"));
      for (const slot of slots) {
        const { fills, trades, lines } = slot;
        expect(recompute(slot, community.state)).toEqual({ fills, trades, lines });
        checkLines(lines ?? [], community.state.rulesOf(slot.slot).tariff);
        seen.traded += trades?.length ?? 0;
        seen.corrected += slot.version > 1 ? 1 : 0;
        seen.substituted += slot.readings?.filter(({ rule }) => rule.includes("mean")).length ?? 0;
      }
      seen.zeros += checkSpans(slots, lived);
      seen.exact += checkEnergy(slots, lived);
      await checkMoney(slots, lived);
      await checkPreview(slots, lived);
    }),
    { numRuns: 12, endOnFailure: true },
  );
  // A property that no random community puts to the test would prove nothing.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
}, 300_000);
