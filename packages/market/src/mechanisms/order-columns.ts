import type { Price } from "@pumasi/quantities";
import type { Order, Side } from "../order.js";

/**
 * A book as columns, each order at the index that is its sequence: 1 in `buys` where it bids, its
 * limit in 10^-6 currency/kWh (net of fees) and its energy in 10^-6 kWh, both whole. A million orders
 * as objects cost several times as much time to look at.
 */
export interface OrderColumns {
  buys: Uint8Array;
  limits: Float64Array;
  energiesUkwh: Float64Array;
}

/** The columns of a book by sequence, with what each order's limit counts as. */
export function columnsOf<O extends Order>(
  book: readonly O[],
  limitOf: (order: O) => Price,
): OrderColumns {
  const columns = {
    buys: new Uint8Array(book.length),
    limits: new Float64Array(book.length),
    energiesUkwh: new Float64Array(book.length),
  };
  for (let sequence = 0; sequence < book.length; sequence++) {
    const order = book[sequence] as O;
    columns.buys[sequence] = order.side === "buy" ? 1 : 0;
    columns.limits[sequence] = limitOf(order);
    columns.energiesUkwh[sequence] = order.energyUkwh;
  }
  return columns;
}

/** The orders of one side in a book of columns, in the order of their sequence. */
export function sequencesOf({ buys }: OrderColumns, side: Side): Uint32Array {
  const wanted = side === "buy" ? 1 : 0;
  const sequences = new Uint32Array(buys.length + 1);
  let next = 0;
  for (let sequence = 0; sequence < buys.length; sequence++) {
    sequences[next] = sequence;
    next += 1 - ((buys[sequence] as number) ^ wanted);
  }
  return sequences.subarray(0, next);
}
