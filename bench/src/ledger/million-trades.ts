import { deepStrictEqual } from "node:assert";
import { type Call, clearCall, closeBooksCall, type MinedReceipt, meterCall } from "@pumasi/chain";
import type { Limit } from "../benchmark.js";
import type { FigureRow, Figures, FigureTable } from "../figure-table.js";
import type { CommunityShape } from "./generate-slots.js";
import { FIRST_SLOT, LedgerRun, startOf } from "./ledger-run.js";
import { PartClock } from "./part-clock.js";
import { netSlots, payPeriod, preparePeriod, type SlotTotals } from "./pay-period.js";
import { SlotThreads, THREAD_PART } from "./slot-threads.js";

const TRADES = 1_000_000;
const SHAPE: CommunityShape = { members: 5_000, ordersPerMember: 2 };
/** The fewest of this shape's slots that have a million trades. */
const SLOTS = 101;
/** All slots are under way until they are paid together. */
const RING = 128;
const WITHIN: Limit = { atMost: 30_000 };
/** Blocks that may wait for the node while the next slot is recorded. */
const MOST_WAITING = 4;
/** Threads that compute slots: one a core of the smallest machine that this is meant for. */
const THREADS = 2;

/** What the thread does that talks to the node. */
const PART = {
  slots: "waiting for the slots' threads",
  calls: "encoding and signing transactions",
  waiting: "waiting for the node",
  period: "netting the period and its commitment",
  payment: "committing and settling it",
  reading: "reading everything back",
} as const;

/**
 * A million trades among five thousand accounts, from their orders to their balances on the embedded node: every slot is
 * cleared, settled, committed and recorded, all of them become final and are paid as one period. Slots do not need each
 * other, so threads compute them side by side. What members and meters sign, and the checks of their signatures, come
 * before and are not counted; nor is the start of the node and of the threads. All of it is measured as one time, from
 * the first order to the last balance read.
 */
export const millionTrades: FigureTable = {
  name: "ledger/million-trades",
  unit: "ms",
  title: `part; ${THREADS} threads compute slots, a third talks to the node`,
  async measure(): Promise<Figures> {
    const run = await LedgerRun.start({ members: SHAPE.members, ringSize: RING });
    try {
      const task = { shape: SHAPE, firstSlot: FIRST_SLOT, slots: SLOTS };
      const threads = await SlotThreads.start(task, THREADS);
      try {
        return await settle(run, threads);
      } finally {
        await threads.end();
      }
    } finally {
      await run.end();
    }
  },
};

async function settle(run: LedgerRun, threads: SlotThreads): Promise<Figures> {
  const clock = new PartClock();
  const threadClock = new PartClock();
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  threads.begin();
  const { slots, trades } = await recordSlots(run, threads, { clock, threadClock });
  const { netted, prepared } = clock.run(PART.period, () => {
    const net = netSlots(0, slots, new Map());
    return { netted: net, prepared: preparePeriod(run.keccak, net) };
  });
  await clock.wait(PART.payment, payPeriod(run, prepared));
  const { balances } = await clock.wait(PART.reading, run.read());
  const whole = performance.now() - started;
  const cpu = process.cpuUsage(cpuBefore);
  if (trades < TRADES) throw new Error(`${SLOTS} slots have ${trades} trades only`);
  const owed = new Map(netted.lines.map(({ account, ledgerDelta }) => [account, ledgerDelta]));
  deepStrictEqual(
    balances,
    balances.map((_, account) => owed.get(account) ?? 0n),
  );
  const [count, members] = [trades.toLocaleString("en"), SHAPE.members.toLocaleString("en")];
  const cpuMs = Math.round((cpu.user + cpu.system) / 1000).toLocaleString("en");
  return {
    columns: ["wall", "on the slots' threads"],
    rows: [
      ...rowsOf(Object.values(THREAD_PART), threadClock, (own) => [null, own]),
      ...rowsOf(Object.values(PART), clock, (own) => [own, null]),
      { name: "all of it", figures: [{ value: Math.round(whole), limit: WITHIN }, null] },
    ],
    notes: [
      `${count} trades among ${members} members in ${slots.length} slots, paid as one period.`,
      `${balances.length.toLocaleString("en")} balances are as computed, to the unit.`,
      "Times on the slots' threads are summed over them and run beside the wall times.",
      `All threads took ${cpuMs} ms of processor time, the node's own process not included.`,
    ],
  };
}

function rowsOf(
  names: readonly string[],
  { parts }: PartClock,
  place: (own: { value: number }) => FigureRow["figures"],
): FigureRow[] {
  return names.map((name) => ({
    name,
    figures: place({ value: Math.round(parts.get(name) ?? 0) }),
  }));
}

/** Records slot after slot in blocks of its own, while the next ones are computed and the node mines those before. */
async function recordSlots(
  run: LedgerRun,
  threads: SlotThreads,
  { clock, threadClock }: { clock: PartClock; threadClock: PartClock },
): Promise<{ slots: SlotTotals[]; trades: number }> {
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
  for (let slot = FIRST_SLOT; slot < FIRST_SLOT + SLOTS; slot++) {
    const own = await clock.wait(PART.slots, threads.take(slot));
    const before = meterBefore;
    await send(() => [...before(), closeBooksCall(market, [own.book])], startOf(slot));
    await send(() => [clearCall(market, [own.clearing])], startOf(slot) + 1);
    meterBefore = () => [meterCall(market, [own.metering])];
    slots.push({ slot, totals: own.totals });
    threadClock.addAll(own.parts);
    trades += own.trades;
  }
  await send(meterBefore, startOf(FIRST_SLOT + SLOTS));
  await clock.wait(PART.waiting, Promise.all(waiting));
  return { slots, trades };
}
