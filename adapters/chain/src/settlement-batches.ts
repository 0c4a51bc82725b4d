import { itemsPerCall } from "./call.js";
import { lanesPerWord, packDeltas, type SettlementBatch } from "./settlement-batch.js";

/** An account's net of a period, in 10^-6 currency; plus is what it receives. */
export interface NetAmount {
  account: number;
  ledgerDelta: bigint;
}

/** Accounts settled in one transaction at most, whatever gas would allow: readers page by it. */
const mostAccountsPerBatch = 4096;

/** The batches of a period's net amounts, cut to what one transaction may burn. */
export function settlementBatches(period: number, lines: readonly NetAmount[]): SettlementBatch[] {
  const changes: bigint[] = [];
  for (const { account, ledgerDelta } of lines) changes[account] = ledgerDelta;
  const words = packDeltas(Array.from(changes, (change) => change ?? 0n));
  const size = Math.min(itemsPerCall("settle"), mostAccountsPerBatch / lanesPerWord);
  const batches: SettlementBatch[] = [];
  for (let first = 0; first < words.length; first += size) {
    batches.push({
      period,
      batch: batches.length,
      firstWord: first,
      deltas: words.slice(first, first + size),
    });
  }
  return batches;
}
