import type { Order } from "./order.js";
import { MAX_PRICE } from "./tariff.js";

/**
 * The book with every order at the index that is its sequence, or null when it is no book: a
 * sequence missing or given twice, an order without energy, a limit that is not whole or out of
 * range, or energies that are not whole or whose sum does not fit a safe integer (10^-6 kWh).
 * Copies, so that the order of the array that came in never matters.
 */
export function bookBySequence(orders: readonly Order[]): Order[] | null {
  const book: Order[] = new Array<Order>(orders.length);
  let totalUkwh = 0;
  const taken = new Uint8Array(orders.length);
  for (const order of orders) {
    const { sequence, energyUkwh, limitPrice } = order;
    if (taken[sequence] !== 0) return null;
    if (!Number.isSafeInteger(energyUkwh) || energyUkwh <= 0) return null;
    if (!Number.isSafeInteger(limitPrice) || Math.abs(limitPrice) > MAX_PRICE) return null;
    totalUkwh += energyUkwh;
    if (!Number.isSafeInteger(totalUkwh)) return null;
    taken[sequence] = 1;
    book[sequence] = order;
  }
  return book;
}
