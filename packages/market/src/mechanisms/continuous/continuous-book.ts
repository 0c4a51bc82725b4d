import type { Price } from "@pumasi/quantities";
import type { MarketBook } from "../market-book.js";
import type { Cancellation, ContinuousRule } from "../market-rule.js";
import type { BookRefusal } from "../mechanism.js";
import { columnsOf } from "../order-columns.js";
import { type TakenBook, takeBook } from "../take-book.js";
import type { ContinuousColumns } from "./match-continuous.js";

/** A book that can be matched: its orders by sequence, their limits net of fees, and its columns. */
export interface ContinuousBook extends TakenBook {
  columns: ContinuousColumns;
}

/**
 * Lays a book out for matching. Refuses what `takeBook` refuses, then cancellations that cannot be ("book_rule_invalid"): of
 * no order in the book, before the order came or after the last one, or of one order twice.
 */
export function readContinuousBook(book: MarketBook<ContinuousRule>): ContinuousBook | BookRefusal {
  const taken = takeBook(book);
  if (!taken.ok) return taken;
  const { orders, limits } = taken;
  const { cancellations } = book.rule;
  const wrong = findImpossible(cancellations, orders.length);
  if (wrong !== null) return { ok: false, reason: "book_rule_invalid", sequence: wrong.sequence };
  const columns = {
    ...columnsOf(orders, ({ sequence }) => limits[sequence] as Price),
    accounts: Float64Array.from(orders, ({ account }) => account),
    cancelled: Uint32Array.from(cancellations, ({ sequence }) => sequence),
    cancelledAfter: Uint32Array.from(cancellations, ({ afterSequence }) => afterSequence),
  };
  return { ...taken, columns };
}

/** The first cancellation of what is not there yet, never comes or is cancelled already. */
function findImpossible(
  cancellations: readonly Cancellation[],
  count: number,
): Cancellation | null {
  const taken = new Uint8Array(count);
  for (const cancellation of cancellations) {
    const { sequence, afterSequence } = cancellation;
    const isInBook = taken[sequence] === 0 && taken[afterSequence] !== undefined;
    if (!isInBook || sequence > afterSequence) return cancellation;
    taken[sequence] = 1;
  }
  return null;
}
