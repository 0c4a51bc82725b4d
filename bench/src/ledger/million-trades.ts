import { deepStrictEqual } from "node:assert";
import { type Call, clearCall, closeBooksCall, type MinedReceipt, meterCall } from "@pumasi/chain";
import { pairTrades } from "@pumasi/market";
import type { Limit } from "../benchmark.js";
import type { Figures, FigureTable } from "../figure-table.js";
import { bookOf, clearingOf, meteringOf, resultOf } from "./commit-slot.js";
import { type CommunityShape, generateSlots } from "./generate-slots.js";
import { FIRST_SLOT, LedgerRun, startOf } from "./ledger-run.js";
import { PartClock } from "./part-clock.js";
import { netSlots, payPeriod, preparePeriod, type SlotTotals, totalsOf } from "./pay-period.js";

const TRADES = 1_000_000;
const SHAPE: CommunityShape = { members: 5_000, ordersPerMember: 2 };
/** A little more than a hundred slots of ten thousand trades are under way until they are paid together. */
const RING = 128;
const WITHIN: Limit = { atMost: 30_000 };
/** Blocks that may wait for the node while the next slot is computed. */
const MOST_WAITING = 4;

const PART = {
  result: "clearing, pairing and settling",
  commitment: "building the slots' commitments",
  calls: "encoding and signing transactions",
  waiting: "waiting for the node",
  period: "netting the period and its commitment",
  payment: "committing and settling it",
  reading: "reading everything back",
} as const;

/**
 * A million trades among five thousand accounts, from their orders to their balances on the embedded node: every slot is
 * cleared, settled, committed and recorded, all of them become final and are paid as one period. What members and meters
 * sign, and the checks of their signatures, come before and are not counted; nor is the node's start.
 */
export const millionTrades: FigureTable = {
  name: "ledger/million-trades",
  unit: "ms",
  title: "part",
  async measure(): Promise<Figures> {
    const run = await LedgerRun.start({ members: SHAPE.members, ringSize: RING });
    try {
      return await settle(run);
    } finally {
      await run.end();
    }
  },
};

async function settle(run: LedgerRun): Promise<Figures> {
  const clock = new PartClock();
  const { slots, trades } = await recordSlots(run, clock);
  const { netted, prepared } = clock.run(PART.period, () => {
    const net = netSlots(0, slots, new Map());
    return { netted: net, prepared: preparePeriod(run.keccak, net) };
  });
  await clock.wait(PART.payment, payPeriod(run, prepared));
  const { balances } = await clock.wait(PART.reading, run.read());
  const owed = new Map(netted.lines.map(({ account, ledgerDelta }) => [account, ledgerDelta]));
  deepStrictEqual(
    balances,
    balances.map((_, account) => owed.get(account) ?? 0n),
  );
  const parts = Object.values(PART).map((name) => ({ name, ms: clock.parts.get(name) ?? 0 }));
  const whole = parts.reduce((sum, { ms }) => sum + ms, 0);
  const [count, members] = [trades.toLocaleString("en"), SHAPE.members.toLocaleString("en")];
  return {
    columns: ["wall"],
    rows: [
      ...parts.map(({ name, ms }) => ({ name, figures: [{ value: Math.round(ms) }] })),
      { name: "all of it", figures: [{ value: Math.round(whole), limit: WITHIN }] },
    ],
    notes: [
      `${count} trades among ${members} members in ${slots.length} slots, paid as one period.`,
      `${balances.length.toLocaleString("en")} balances are as computed, to the unit.`,
    ],
  };
}

/** Records slot after slot, while the node mines what was computed before. */
async function recordSlots(
  run: LedgerRun,
  clock: PartClock,
): Promise<{ slots: SlotTotals[]; trades: number }> {
  const { keccak } = run;
  const { market } = run.contracts;
  const slots: SlotTotals[] = [];
  const waiting: Promise<MinedReceipt[]>[] = [];
  const send = async (calls: () => Call[], time: number) => {
    waiting.push(clock.run(PART.calls, () => run.mine(calls(), time)));
    // Only while something is awaited does the node get its next request.
    await clock.wait(PART.waiting, new Promise(setImmediate));
    if (waiting.length > MOST_WAITING) await clock.wait(PART.waiting, waiting.shift() as never);
  };
  let trades = 0;
  let meterBefore: () => Call[] = () => [];
  for (const inputs of generateSlots(SHAPE, FIRST_SLOT)) {
    const { slot, orders } = inputs;
    const book = clock.run(PART.commitment, () => bookOf(keccak, inputs));
    const before = meterBefore;
    await send(() => [...before(), closeBooksCall(market, [book.header])], startOf(slot));
    const result = clock.run(PART.result, () => resultOf(inputs));
    trades += clock.run(PART.result, () => pairTrades(orders, result.clearing).length);
    const clearing = clock.run(PART.commitment, () =>
      clearingOf(keccak, inputs, result, book.header),
    );
    await send(() => [clearCall(market, [clearing.header])], startOf(slot) + 1);
    const metering = clock.run(PART.commitment, () =>
      meteringOf(keccak, inputs, result, clearing.header),
    );
    meterBefore = () => [meterCall(market, [metering.header])];
    slots.push(totalsOf(slot, result.settlement));
    if (trades < TRADES) continue;
    await send(meterBefore, startOf(slot + 1));
    break;
  }
  await clock.wait(PART.waiting, Promise.all(waiting));
  return { slots, trades };
}
