import {
  commitPeriodCall,
  finalizeCall,
  hashBatch,
  type MinedReceipt,
  type SettlementBatch,
  settleCall,
  settlementBatches,
} from "@pumasi/chain";
import { netPeriod, type PeriodLine, type SlotSettlement } from "@pumasi/market";
import { commitPeriod, type Hex, type Keccak256, type PeriodHeader } from "@pumasi/protocol";
import { type LedgerRun, WINDOW_SECONDS } from "./ledger-run.js";

/** What each account receives in a slot, 10^-12 currency. */
export interface SlotTotals {
  slot: number;
  totals: readonly { account: number; total: bigint }[];
}

export function totalsOf(slot: number, { lines }: SlotSettlement): SlotTotals {
  return { slot, totals: lines.map(({ account, total }) => ({ account, total })) };
}

/** A period's net amounts, with each account's slots. */
export interface NettedPeriod {
  period: number;
  fromSlot: number;
  untilSlot: number;
  lines: PeriodLine[];
  slotsOf: (account: number) => readonly { slot: number; total: bigint }[];
}

const SECRET: Hex = `0x${"5e".repeat(32)}`;

/** Nets slots that follow each other, and what accounts carried over from the period before. */
export function netSlots(
  period: number,
  slots: readonly SlotTotals[],
  carries: ReadonlyMap<number, bigint>,
): NettedPeriod {
  const [first, last] = [slots[0], slots.at(-1)];
  if (first === undefined || last === undefined) throw new Error("a period has a slot");
  const totals = new Map<number, bigint>();
  const bySlot = new Map<number, { slot: number; total: bigint }[]>();
  for (const { slot, totals: own } of slots) {
    for (const { account, total } of own) {
      totals.set(account, (totals.get(account) ?? 0n) + total);
      const before = bySlot.get(account);
      if (before === undefined) bySlot.set(account, [{ slot, total }]);
      else before.push({ slot, total });
    }
  }
  return {
    ...{ period, fromSlot: first.slot, untilSlot: last.slot + 1 },
    lines: netPeriod(totals, carries),
    slotsOf: (account) => bySlot.get(account) ?? [],
  };
}

/** What a period is committed by, and the batches that pay it. */
export interface PreparedPeriod {
  header: PeriodHeader;
  batches: SettlementBatch[];
}

export function preparePeriod(keccak: Keccak256, netted: NettedPeriod): PreparedPeriod {
  const { header } = commitPeriod(keccak, { ...netted, secret: SECRET });
  return { header, batches: settlementBatches(netted.period, netted.lines) };
}

/** The receipts of each step of paying a period. */
export interface PaidPeriod {
  finalize: MinedReceipt[];
  commit: MinedReceipt[];
  settle: MinedReceipt[];
}

/** Makes a period's slots final, commits it, waits for its window, and applies every batch. */
export async function payPeriod(
  run: LedgerRun,
  { header, batches }: PreparedPeriod,
): Promise<PaidPeriod> {
  const { market, ledger } = run.contracts;
  const { fromSlot, untilSlot } = header;
  const final = finalizeCall(market, untilSlot, untilSlot - fromSlot);
  const finalize = await run.mine([final], run.now + WINDOW_SECONDS);
  const commit = await run.mine([commitPeriodCall(ledger, header, batches.map(hashBatch))]);
  const calls = batches.map((batch) => settleCall(ledger, batch));
  const settle = await run.mine(calls, run.now + WINDOW_SECONDS);
  return { finalize, commit, settle };
}
