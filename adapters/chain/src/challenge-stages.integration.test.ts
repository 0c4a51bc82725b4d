import { findChallenge, findPeriodChallenge } from "@pumasi/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fallBackCall, skipCall } from "./market-calls.js";
import { type Forgery, type MarketSlot, makeSlot } from "./testing/committed-market.js";
import { makePeriod, type PeriodForgery } from "./testing/committed-period.js";
import { elementAt } from "./testing/element-at.js";
import { honestPeriodEvidence } from "./testing/honest-evidence.js";
import { context } from "./testing/market-members.js";
import { MarketRun, recordedSince } from "./testing/market-run.js";
import {
  contracts,
  deploymentTerms,
  operatorKey,
  settings,
  startOf,
  strangerKey,
} from "./testing/test-community.js";

const { market } = contracts;
const { bondPerSlot } = deploymentTerms;
const run = new MarketRun();
const first = settings.firstSlot;
/** What is paid in the end, slot by slot. */
const paid: (MarketSlot | null)[] = [];

beforeAll(() => run.start());
afterAll(() => run.end());

const forgedLine: Forgery = {
  lines: (lines) => {
    elementAt(lines, 5).tradeAmount += 1n;
  },
};

/** What is found against a slot, and the headers that go with it. */
function challengeOf({ shown, ...made }: MarketSlot) {
  const found = findChallenge(context, shown);
  if (!found.ok || found.challenge === null) throw new Error("There is no challenge.");
  const { challenge } = found;
  return { challenge, since: recordedSince({ ...made, shown }, challenge.judge) };
}

describe("a challenge", () => {
  const slot = first;

  it("is made in a later block than it was announced, by who announced it, as announced, and once", async () => {
    const made = await makeSlot(slot, forgedLine);
    await run.record(made);
    const { challenge, since } = challengeOf(made);
    const { commit, reveal } = run.prepare(challenge, since);
    const stranger = { key: strangerKey };
    const notCommitted = [expect.stringMatching(/^NotCommitted\(0x[0-9a-f]{64}\)$/)];
    expect(await run.mine([reveal], stranger)).toEqual(notCommitted);
    const block = run.operator.node.head.number + 1;
    const both = await run.mine([commit, reveal], stranger);
    expect(both).toEqual([null, `RevealTooEarly(${block})`]);
    expect(await run.mine([reveal], { key: operatorKey })).toEqual(notCommitted);
    const { reveal: resalted } = run.prepare(challenge, since);
    expect(await run.mine([resalted], stranger)).toEqual(notCommitted);
    expect(await run.word(slot)).toMatchObject({ state: "metered" });
    expect(await run.mine([reveal], stranger)).toEqual([null]);
    expect(await run.word(slot)).toMatchObject({ state: "cleared" });
    expect(await run.mine([reveal], stranger)).toEqual(notCommitted);
  });

  it("is of what the ledger holds now, and not of what was voided", async () => {
    const { challenge } = challengeOf(await makeSlot(slot, forgedLine));
    const again = await makeSlot(slot, {}, { version: 2 });
    await run.recordMetering(again);
    const { reason } = await run.challenge(challenge);
    expect(reason).toMatch(`HeaderNotRecorded(${slot}, `);
    paid.push(again);
  });
});

describe("a slot that went back", () => {
  it("to its book is cleared and metered again", async () => {
    const slot = first + 1;
    const wrong = await makeSlot(slot, {
      clearing: (header) => {
        header.price += 1;
      },
    });
    await run.record(wrong);
    const { challenge, since } = challengeOf(wrong);
    expect(await run.challenge(challenge, since)).toMatchObject({ reason: null });
    const right = await makeSlot(slot, {}, { version: 2 });
    await run.recordClearing(right);
    await run.recordMetering(right);
    expect(await run.word(slot)).toMatchObject({ state: "metered", version: 2 });
    paid.push(right);
  });

  it("to the grid tariff with its book is metered without a clearing, and judged so", async () => {
    const slot = first + 2;
    const wrong = await makeSlot(slot, {
      orders: (orders) => {
        elementAt(orders, 2).device = elementAt(orders, 1).device;
      },
    });
    await run.record(wrong);
    const { challenge, since } = challengeOf(wrong);
    expect(await run.challenge(challenge, since)).toMatchObject({ reason: null });
    expect(await run.word(slot)).toMatchObject({ state: "grid", version: 1 });

    const forged = await makeSlot(slot, forgedLine, { version: 2, isAtGrid: true });
    await run.recordMetering(forged);
    const shown = { ...forged.shown, clearing: null };
    const found = findChallenge(context, shown);
    expect(found).toMatchObject({ challenge: { judge: "judgeLines", fault: "LineAmountWrong" } });
    if (!found.ok || found.challenge === null) return;
    expect(await run.challenge(found.challenge)).toMatchObject({ reason: null });
    expect(await run.word(slot)).toMatchObject({ state: "grid", version: 2 });

    const right = await makeSlot(slot, {}, { version: 3, isAtGrid: true });
    await run.recordMetering(right);
    paid.push(right);
  });
});

describe("a stage that comes too late", () => {
  it("puts a slot to the grid tariff, for its whole bond", async () => {
    const slot = first + 3;
    const made = await makeSlot(slot, {}, { isAtGrid: true });
    await run.record(made, "booked");
    const [before] = await run.bond();
    const lateAfter = run.time + settings.stageSeconds;
    const call = fallBackCall(market, slot);
    expect(await run.mine([call], { key: strangerKey, time: lateAfter })).toEqual([
      `StageNotLate(${slot}, ${lateAfter}, ${lateAfter})`,
    ]);
    expect(await run.mine([call], { key: strangerKey })).toEqual([null]);
    expect(await run.word(slot)).toMatchObject({ state: "grid", version: 0 });
    const [after] = await run.bond();
    expect(before - after).toBe(bondPerSlot);
    await run.recordMetering(made);
    const previous = elementAt(paid, 2)?.shown.metering ?? null;
    const shown = { ...made.shown, clearing: null, before: previous };
    expect(findChallenge(context, shown)).toEqual({ ok: true, challenge: null });
    paid.push(made);
  });

  it("ends in a slot without anything, where not even that is metered", async () => {
    const slot = first + 4;
    const { stageSeconds } = settings;
    const stranger = { key: strangerKey };
    const time = startOf(slot) + stageSeconds + 1;
    expect(await run.mine([fallBackCall(market, slot)], { ...stranger, time })).toEqual([null]);
    const skip = [skipCall(market, slot)];
    expect(await run.mine(skip, stranger)).toEqual([expect.stringContaining("StageNotLate(")]);
    const due = run.time + stageSeconds;
    expect(await run.mine(skip, { ...stranger, time: due })).toEqual([null]);
    expect(await run.word(slot)).toMatchObject({ state: "skipped" });
    paid.push(null);
  });
});

describe("the period of all these slots", () => {
  const place = { period: 0, fromSlot: first };
  const periodOf = (forgery: PeriodForgery = {}) => makePeriod(place, paid, forgery);

  it("counts nothing for the skipped slot", async () => {
    await run.finalize(first + paid.length);
    const forged = periodOf({
      slots: (own, account) => {
        if (account !== 6) return;
        elementAt(own, 4).total += 7n;
        for (const place of [3, 2]) elementAt(own, place).sumTotal -= 7n;
        elementAt(own, 2).total -= 7n;
      },
    });
    await run.commitPeriod(forged);
    const found = findPeriodChallenge(context, forged.shown);
    expect(found).toMatchObject({ challenge: { fault: "PeriodLineWrong" } });
    const skipped = [...honestPeriodEvidence(forged.shown)].find(
      (evidence) =>
        evidence.judge === "judgePeriodLine" &&
        evidence.leaf.index === 6 &&
        evidence.slotLeaf.index === 4,
    );
    if (skipped === undefined) throw new Error("There is no such evidence.");
    expect(await run.challenge(skipped)).toMatchObject({
      ...{ reason: null, proven: [{ period: 0, fault: "PeriodLineWrong" }] },
    });
  });

  it("stands and is paid, and frees the bonds that are left", async () => {
    const honest = periodOf();
    expect(findPeriodChallenge(context, honest.shown)).toEqual({ ok: true, challenge: null });
    await run.commitPeriod(honest, true);
    for (const evidence of honestPeriodEvidence(honest.shown)) {
      if (evidence.judge !== "judgePeriodLine") continue;
      expect(await run.challenge(evidence)).toMatchObject({ reason: "NothingProven()" });
    }
    await run.settle(honest);
    const view = await run.view();
    expect(view.balances).toEqual(honest.leaves.map(({ ledgerDelta }) => ledgerDelta));
    expect(view.periods).toMatchObject([{ period: 0, settled: { time: run.time } }]);
    const seen = paid.map((_, index) => view.slots.get(first + index));
    expect(seen).toMatchObject([
      { state: "metered", meterings: [{ version: 2 }], isFinal: true },
      { state: "metered", meterings: [{ version: 2 }], isFinal: true },
      { state: "metered", clearing: null, meterings: [{ version: 3 }], isFinal: true },
      { state: "metered", clearing: null, meterings: [{ version: 1 }], isFinal: true },
      { state: "skipped", clearing: null, meterings: [], isFinal: true },
    ]);
    expect(seen.map((slot) => slot?.voids.length)).toEqual([1, 1, 2, 0, 0]);
    // Four slots and the period were proven wrong, two slots were too late: each cost a bond.
    expect(await run.bond()).toEqual([500_000n - 7n * bondPerSlot, 0n]);
  });
});

describe("a slot and the one before", () => {
  const slot = first + 5;

  /** The slot as it stands, challenged for not going on where `before` ended. */
  async function challengeContinuity(made: MarketSlot, before: MarketSlot | null): Promise<string> {
    const found = findChallenge(context, {
      ...made.shown,
      before: before === null ? null : before.shown.metering,
    });
    expect(found).toMatchObject({
      challenge: { judge: "judgeContinuity", fault: "ReadingNotContinued" },
    });
    if (!found.ok || found.challenge === null) throw new Error("There is no challenge.");
    return (await run.challenge(found.challenge)).reason ?? "proven";
  }

  it("after one that was skipped, meters begin with a signed reading", async () => {
    const wrong = await makeSlot(slot);
    await run.record(wrong);
    expect(await challengeContinuity(wrong, null)).toBe("proven");
    const right = await makeSlot(slot, {}, { version: 2, begins: true });
    await run.recordMetering(right);
    const shown = { ...right.shown, before: null };
    expect(findChallenge(context, shown)).toEqual({ ok: true, challenge: null });
  });

  it("after one that was corrected, the operator has half a window to follow", async () => {
    const before = await makeSlot(slot, {}, { version: 2, begins: true });
    const made = await makeSlot(slot + 1);
    await run.record(made);
    const corrected = await makeSlot(
      slot,
      {
        metered: (metered) => {
          elementAt(metered, 2).importedUkwh += 100;
          elementAt(metered, 2).importRegisterUkwh += 100;
        },
      },
      { version: 3, begins: true },
    );
    await run.correct(before, corrected);
    const graceEnd = run.time + settings.challengeWindowSeconds / 2;
    const reason = await challengeContinuity(made, corrected);
    expect(reason).toBe(`SlotBeforeTooFresh(${slot + 1}, ${run.time}, ${graceEnd})`);
    await run.mine([], { time: graceEnd });
    expect(await challengeContinuity(made, corrected)).toBe("proven");
    expect(await run.word(slot + 1)).toMatchObject({ state: "cleared" });
    await run.recordMetering(await makeSlot(slot + 1, {}, { version: 2 }));
  });
});

describe("what is final", () => {
  it("cannot be challenged any more", async () => {
    const slot = first + 7;
    const made = await makeSlot(slot, forgedLine);
    await run.record(made);
    await run.finalize(slot + 1);
    const { challenge, since } = challengeOf(made);
    const { reason } = await run.challenge(challenge, since);
    expect(reason).toBe(`SlotFinal(${slot}, ${slot + 1})`);
  });
});
