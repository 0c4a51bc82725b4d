import type { Price } from "@pumasi/quantities";
import { netLimit } from "./effective-limit.js";
import type { Order } from "./order.js";
import type { Tariff } from "./tariff.js";

/** Two orders of one account that could trade with each other, by their sequence in the book. */
export interface CrossingPair {
  account: number;
  buySequence: number;
  sellSequence: number;
}

/**
 * True when two orders of one account cross as the member said them: the buy limit is at or above
 * the sell limit (10^-6 currency/kWh, all-in). Fees and tariff only move the two apart, so orders
 * that do not cross as said never meet in clearing, and two leaves of the book prove a breach.
 */
export function crossesOwn(
  order: Pick<Order, "side" | "limitPrice">,
  own: Pick<Order, "side" | "limitPrice">,
): boolean {
  if (order.side === own.side) return false;
  const [buy, sell] = order.side === "buy" ? [order, own] : [own, order];
  return buy.limitPrice >= sell.limitPrice;
}

/**
 * Finds an account whose best bid would meet its own best ask in clearing (limits net of fees), or
 * null. Of several, the one with the lowest account is named, so that the answer does not depend on
 * the order of the array. Two passes over the book.
 */
export function findCrossingPair(
  orders: readonly Order[],
  tariffOf: (account: number) => Tariff,
): CrossingPair | null {
  const limitOf = (order: Order): Price => netLimit(order, tariffOf(order.account));
  const asks = new BestAsks(orders);
  for (const order of orders) {
    if (order.side !== "sell") continue;
    const best = asks.of(order.account);
    if (best === undefined || isMoreWilling(order, best, limitOf)) asks.set(order);
  }
  let found: { bid: Order; ask: Order } | null = null;
  for (const bid of orders) {
    const ask = bid.side === "buy" ? asks.of(bid.account) : undefined;
    if (ask === undefined || limitOf(bid) < limitOf(ask)) continue;
    const comesFirst =
      found === null ||
      bid.account < found.bid.account ||
      (bid.account === found.bid.account && isMoreWilling(bid, found.bid, limitOf));
    if (comesFirst) found = { bid, ask };
  }
  if (found === null) return null;
  const { bid, ask } = found;
  return { account: bid.account, buySequence: bid.sequence, sellSequence: ask.sequence };
}

/**
 * Each account's best ask. Accounts are dense numbers, so an array holds them; a book of few orders
 * with large account numbers gets a map.
 */
class BestAsks {
  readonly #dense: (Order | undefined)[] | null;
  readonly #sparse = new Map<number, Order>();

  constructor(orders: readonly Order[]) {
    let highest = 0;
    for (const { account } of orders) if (account > highest) highest = account;
    const isDense = highest < 4 * orders.length + 64;
    this.#dense = isDense ? new Array<Order | undefined>(highest + 1).fill(undefined) : null;
  }

  of(account: number): Order | undefined {
    return this.#dense === null ? this.#sparse.get(account) : this.#dense[account];
  }

  set(order: Order): void {
    if (this.#dense === null) this.#sparse.set(order.account, order);
    else this.#dense[order.account] = order;
  }
}

/** True when an order's limit is better than another's of its side, or as good and said earlier. */
function isMoreWilling(order: Order, other: Order, limitOf: (order: Order) => Price): boolean {
  const better = limitOf(order) - limitOf(other);
  if (better === 0) return order.sequence < other.sequence;
  return order.side === "buy" ? better > 0 : better < 0;
}
