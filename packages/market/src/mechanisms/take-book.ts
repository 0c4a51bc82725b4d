import type { Price } from "@pumasi/quantities";
import { bookBySequence } from "../book.js";
import { MAX_PRICE } from "../tariff.js";
import { limitIn, type MarketBook } from "./market-book.js";
import type { MarketOrder } from "./market-order.js";
import type { Ties } from "./market-rule.js";
import type { BookRefusal } from "./mechanism.js";

/** A book that can be cleared: orders at the index that is their sequence, and their limits. */
export interface TakenBook {
  ok: true;
  orders: readonly MarketOrder[];
  limits: readonly Price[];
}

/**
 * Takes a book for clearing: its orders by sequence with the limits that clearing works on (10^-6
 * currency/kWh, net of fees where there are tariffs).
 *
 * Refuses sequences with gaps or doubles ("book_not_numbered"), then, naming the one with the lowest
 * sequence, an order without energy, with an energy or limit that is not whole or out of range, with
 * a premium that is no whole price of zero or more, or with which the book's energy no longer fits a
 * safe integer ("book_order_invalid").
 */
export function takeBook(book: Pick<MarketBook, "orders" | "tariffOf">): TakenBook | BookRefusal {
  const orders = bookBySequence(book.orders);
  if (orders === null || orders.some(hasInvalidPremium)) return refusalOf(book.orders);
  return { ok: true, orders, limits: orders.map((order) => limitIn(book, order)) };
}

function refusalOf(orders: readonly MarketOrder[]): BookRefusal {
  const bySequence = new Map(orders.map((order) => [order.sequence, order]));
  const numbered = orders.map((_, sequence) => bySequence.get(sequence));
  let totalUkwh = 0;
  for (const order of numbered) {
    if (order === undefined) return { ok: false, reason: "book_not_numbered" };
  }
  for (const [sequence, order] of (numbered as MarketOrder[]).entries()) {
    totalUkwh += order.energyUkwh;
    const isInvalid =
      !Number.isSafeInteger(order.energyUkwh) ||
      order.energyUkwh <= 0 ||
      !Number.isSafeInteger(totalUkwh) ||
      !isPrice(order.limitPrice) ||
      hasInvalidPremium(order);
    if (isInvalid) return { ok: false, reason: "book_order_invalid", sequence };
  }
  return { ok: false, reason: "book_order_invalid" };
}

function hasInvalidPremium({ prefers }: MarketOrder): boolean {
  return prefers !== undefined && !(isPrice(prefers.premium) && prefers.premium >= 0);
}

/** True for a whole price (10^-6 currency/kWh) that is not out of range. */
export function isPrice(price: Price): boolean {
  return Number.isSafeInteger(price) && Math.abs(price) <= MAX_PRICE;
}

/** True for a known way to share out what is rationed. */
export function areTies(ties: Ties): boolean {
  return ties === "pro-rata" || ties === "time";
}
