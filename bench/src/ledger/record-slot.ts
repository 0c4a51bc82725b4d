import { clearCall, closeBooksCall, meterCall } from "@pumasi/chain";
import { pairTrades } from "@pumasi/market";
import { bookOf, clearingOf, meteringOf, resultOf } from "./commit-slot.js";
import type { SlotInputs } from "./generate-slots.js";
import { type LedgerRun, SLOT_SECONDS, startOf } from "./ledger-run.js";
import { type SlotTotals, totalsOf } from "./pay-period.js";

/** A slot that stands metered on the ledger. */
export interface RecordedSlot extends SlotTotals {
  /** Gas of each of its three commitments. */
  gas: { close: number; clear: number; meter: number };
  /** How many pairs of orders trade with each other. */
  trades: number;
}

/** Takes one slot from its orders to its recorded metering: book, clearing and metering, each in a block of its own. */
export async function recordSlot(run: LedgerRun, inputs: SlotInputs): Promise<RecordedSlot> {
  const { slot, orders } = inputs;
  const { market } = run.contracts;
  const book = bookOf(run.keccak, inputs);
  const close = await run.mine(
    [closeBooksCall(market, [book.header])],
    startOf(slot) - SLOT_SECONDS,
  );
  const result = resultOf(inputs);
  const clearing = clearingOf(run.keccak, inputs, result, book.header);
  const clear = await run.mine([clearCall(market, [clearing.header])]);
  const metering = meteringOf(run.keccak, inputs, result, clearing.header);
  const meter = await run.mine([meterCall(market, [metering.header])], startOf(slot + 1));
  return {
    ...totalsOf(slot, result.settlement),
    gas: { close: gasOf(close), clear: gasOf(clear), meter: gasOf(meter) },
    trades: pairTrades(orders, result.clearing).length,
  };
}

/** What the transactions of a block burned. */
export function gasOf(receipts: readonly { gasUsed: bigint }[]): number {
  return receipts.reduce((sum, { gasUsed }) => sum + Number(gasUsed), 0);
}
