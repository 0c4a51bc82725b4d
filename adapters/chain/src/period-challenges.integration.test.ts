import { type Evidence, type Fault, findPeriodChallenge, judge } from "@pumasi/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MarketSlot, makeSlot } from "./testing/committed-market.js";
import { type MarketPeriod, makePeriod, type PeriodForgery } from "./testing/committed-period.js";
import { elementAt } from "./testing/element-at.js";
import { honestPeriodEvidence } from "./testing/honest-evidence.js";
import { context, stranger } from "./testing/market-members.js";
import { MarketRun } from "./testing/market-run.js";
import { deploymentTerms, settings } from "./testing/test-community.js";

const first = settings.firstSlot;
const run = new MarketRun();
const slots: MarketSlot[] = [];

beforeAll(async () => {
  await run.start();
  for (let index = 0; index < 5; index++) {
    const made = await makeSlot(first + index);
    await run.record(made);
    slots.push(made);
  }
  await run.finalize(first + slots.length);
});
afterAll(async () => {
  await run.end();
  if (process.env.PUMASI_SHOW_GAS) console.table(run.gasUsed);
});

const firstPeriod = (forgery: PeriodForgery = {}) =>
  makePeriod({ period: 0, fromSlot: first }, slots.slice(0, 3), forgery);
const secondPeriod = (before: MarketPeriod, forgery: PeriodForgery = {}) =>
  makePeriod({ period: 1, fromSlot: first + 3, before }, slots.slice(3), forgery);

interface Expected {
  judge: Evidence["judge"];
  fault: Fault;
}

/** Commits a period, again where it was voided before, and proves on the ledger what it breaks. */
async function expectVoided(made: MarketPeriod, { judge: kind, fault }: Expected): Promise<void> {
  const { period } = made.header;
  const voids = (await run.view()).periods[period]?.voids ?? [];
  await run.commitPeriod(made, voids.length > 0);
  const found = findPeriodChallenge(context, made.shown);
  expect(found).toMatchObject({ ok: true, challenge: { judge: kind, fault } });
  if (!found.ok || found.challenge === null) throw new Error("There is no challenge.");
  expect(await run.challenge(found.challenge)).toMatchObject({
    reason: null,
    proven: [{ period, fault, challenger: stranger }],
    gained: deploymentTerms.bondPerSlot / 2n,
  });
  const view = await run.view();
  expect(view.periods[period]).toMatchObject({ settled: null, periodRoot: made.header.root });
  expect(view.periods[period]?.voids).toHaveLength(voids.length + 1);
  expect(view.periods[period]?.voids.at(-1)).toMatchObject({ time: run.time });
  expect(view.isSettling).toBe(false);
}

/** Every piece of evidence against a true period, which proves nothing. */
async function expectStands(made: MarketPeriod): Promise<Set<string>> {
  expect(findPeriodChallenge(context, made.shown)).toEqual({ ok: true, challenge: null });
  const kinds = new Set<string>();
  for (const evidence of honestPeriodEvidence(made.shown)) {
    kinds.add(evidence.judge);
    expect(judge(context, evidence)).toBeNull();
    expect(await run.challenge(evidence)).toMatchObject({
      ...{ reason: "NothingProven()", proven: [], gained: 0n },
    });
  }
  return kinds;
}

const forgeries: readonly (Expected & { name: string; forgery: PeriodForgery })[] = [
  {
    ...{ name: "an account rounded up", judge: "judgePeriod", fault: "PeriodAmountWrong" },
    forgery: {
      leaves: (leaves) => {
        elementAt(leaves, 4).ledgerDelta += 1n;
        elementAt(leaves, 4).carryOut -= 1_000_000n;
      },
    },
  },
  {
    ...{ name: "two accounts that do not add up", judge: "judgePeriod", fault: "PeriodSumWrong" },
    forgery: {
      leaves: (leaves) => {
        elementAt(leaves, 5).sumLedgerDelta += 1n;
      },
    },
  },
  {
    ...{ name: "slots that are not the period's", judge: "judgePeriodSlots" },
    fault: "PeriodSlotSumWrong",
    forgery: {
      slots: (own, account) => {
        if (account === 4) elementAt(own, 2).sumTotal += 1n;
      },
    },
  },
  {
    ...{ name: "two slots that do not add up", judge: "judgePeriodSlots" },
    fault: "PeriodSlotSumWrong",
    forgery: {
      slots: (own, account) => {
        if (account === 4) elementAt(own, 1).total += 1n;
      },
    },
  },
  {
    ...{
      name: "a slot that is not the line's",
      judge: "judgePeriodLine",
      fault: "PeriodLineWrong",
    },
    forgery: {
      slots: (own, account) => {
        if (account !== 6) return;
        elementAt(own, 1).total += 7n;
        elementAt(own, 1).sumTotal += 7n;
        elementAt(own, 2).total -= 7n;
      },
    },
  },
  {
    ...{ name: "a batch that pays others", judge: "judgeBatch", fault: "PeriodBatchWrong" },
    forgery: {
      changes: (changes) => {
        changes[4] = elementAt(changes, 4) + 1n;
        changes[5] = elementAt(changes, 5) - 1n;
      },
    },
  },
];

describe("a period that is true but for one thing is voided, and costs a bond", () => {
  it.each(forgeries)("$name", async ({ forgery, ...expected }) => {
    await expectVoided(firstPeriod(forgery), expected);
  });

  it("is committed again, stands as an honest one, and is paid", async () => {
    const honest = firstPeriod();
    await run.commitPeriod(honest, true);
    expect([...(await expectStands(honest))].sort()).toEqual([
      ...["judgeBatch", "judgePeriod", "judgePeriodLine", "judgePeriodSlots"],
    ]);
    await run.settle(honest);
    const view = await run.view();
    expect(view.periods[0]).toMatchObject({ settled: { time: run.time } });
    expect(view.periods[0]?.voids).toHaveLength(forgeries.length);
    expect(view.balances).toEqual(honest.leaves.map(({ ledgerDelta }) => ledgerDelta));
  });

  it("what an account carries over is what it had left", async () => {
    const before = firstPeriod();
    expect(before.leaves.some(({ carryOut }) => carryOut !== 0n)).toBe(true);
    const forged = secondPeriod(before, {
      carries: (carries) => {
        carries.set(4, (carries.get(4) ?? 0n) + 1n);
        carries.set(3, (carries.get(3) ?? 0n) - 1n);
      },
    });
    await expectVoided(forged, { judge: "judgeCarry", fault: "PeriodCarryWrong" });
    const honest = secondPeriod(before);
    await run.commitPeriod(honest, true);
    expect(await expectStands(honest)).toContain("judgeCarry");
    await run.settle(honest);
    const { balances } = await run.view();
    expect(balances).toEqual(
      honest.leaves.map(({ ledgerDelta }, account) => {
        return ledgerDelta + elementAt(before.leaves, account).ledgerDelta;
      }),
    );
  });
});
