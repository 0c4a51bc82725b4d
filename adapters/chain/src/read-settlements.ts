import { decodeFunctionData, type Hex } from "viem";
import { ledgerAbi } from "./contracts.gen.js";
import { type JsonRpc, takeResult } from "./json-rpc.js";
import type { BatchView, PeriodView } from "./ledger-view.js";
import { hashBatch, unpackDeltas } from "./settlement-batch.js";

const transactionsPerBatch = 50;

/**
 * Fills in what the applied batches changed, from the transactions that applied them, each checked against the hash
 * that was committed. A batch applied through another contract keeps `changes` null.
 */
export async function readSettlements(rpc: JsonRpc, periods: readonly PeriodView[]): Promise<void> {
  const method = "eth_getTransactionByHash";
  const applied = periods.flatMap((period) =>
    period.batches.flatMap((batch) =>
      batch.applied === null ? [] : [{ batch, hash: batch.applied.transactionHash }],
    ),
  );
  for (let from = 0; from < applied.length; from += transactionsPerBatch) {
    const part = applied.slice(from, from + transactionsPerBatch);
    const answers = await rpc.batch(part.map(({ hash }) => ({ method, params: [hash] })));
    for (const [index, answer] of answers.entries()) {
      const transaction = takeResult(method, answer) as { input: Hex } | null;
      const entry = part[index];
      if (transaction !== null && entry !== undefined) fillIn(entry.batch, transaction.input);
    }
  }
}

function fillIn(view: BatchView, input: Hex): void {
  const settlement = decodeSettlement(input);
  if (settlement === null || hashBatch(settlement) !== view.hash) return;
  view.firstWord = settlement.firstWord;
  view.changes = unpackDeltas(settlement.deltas);
}

function decodeSettlement(input: Hex) {
  try {
    const { functionName, args } = decodeFunctionData({ abi: ledgerAbi, data: input });
    if (functionName !== "settle") return null;
    const [period, batch, firstWord, deltas] = args;
    return { period, batch, firstWord, deltas };
  } catch {
    // The call went to another contract, which settled on its part.
    return null;
  }
}
