import { assert, type Price, type Ukwh } from "@pumasi/quantities";
import type { Clearing } from "../../uniform-price.js";
import type { MarketOrder } from "../market-order.js";
import type { UniformPriceRule } from "../market-rule.js";
import { columnsOf } from "../order-columns.js";
import { holdCallAuction } from "./call-auction.js";
import { uniformPriceFrom } from "./uniform-price-from.js";

/** An auction in which nobody trades with itself. */
export interface AuctionAmongOthers {
  /** The auction of the whole book, as if an account could trade with itself. */
  whole: Clearing;
  /**
   * Set when that fills one account with more than all others can take the other side of: the same
   * account's asks against the others' bids, and the others' asks against its bids.
   */
  split: { account: number; sells: Clearing; buys: Clearing } | null;
}

/**
 * Holds a call auction in which own pairs are excluded, and which is optimal under that exclusion.
 *
 * Fills can be paired among others exactly when no account's bought and sold energy together exceed
 * the energy traded (Hall's condition; for one account at most it can fail, because all accounts'
 * together are twice that energy). If the best fills fail it for an account, then in an optimum under
 * the exclusion that account takes the other side of everything, because welfare is concave along
 * the way to any optimum in which it does not; so the book falls into two auctions: its asks with the
 * others' bids, and the others' asks with its bids.
 *
 * Example: A bids 10 kWh at 0.30 and asks 10 kWh at 0.10, B bids 2 kWh at 0.20, C asks 3 kWh at 0.15.
 * Alone among all, A would mostly trade with itself; so A sells 2 kWh to B and buys 3 kWh from C.
 */
export function auctionAmongOthers(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  rule: Pick<UniformPriceRule, "pricing" | "kPpm" | "ties">,
): AuctionAmongOthers {
  const whole = holdAuction(orders, limits, rule, () => true);
  const account = dominantAccount(orders, whole.fills, whole.energyUkwh);
  if (account === null) return { whole, split: null };
  return {
    whole,
    split: {
      account,
      sells: holdAuction(orders, limits, rule, (order) => isInPart(order, account, "sells")),
      buys: holdAuction(orders, limits, rule, (order) => isInPart(order, account, "buys")),
    },
  };
}

/** True when an order is in the auction of a dominant account's asks, or of its bids. */
export function isInPart(
  { account, side }: MarketOrder,
  dominant: number,
  part: "sells" | "buys",
): boolean {
  const isDominants = part === "sells" ? side === "sell" : side === "buy";
  return (account === dominant) === isDominants;
}

/** The account that bought and sold more, together, than was traded (10^-6 kWh), or null. */
export function dominantAccount(
  orders: readonly MarketOrder[],
  fills: readonly Ukwh[],
  energyUkwh: Ukwh,
): number | null {
  // A majority vote by weight (Boyer and Moore): only the candidate it leaves can have most.
  let [candidate, lead] = [-1, 0];
  for (const { account, sequence } of orders) {
    const fill = fills[sequence] as Ukwh;
    if (account === candidate) lead += fill;
    else if (fill <= lead) lead -= fill;
    else [candidate, lead] = [account, fill - lead];
  }
  let total = 0;
  for (const { account, sequence } of orders) {
    if (account === candidate) total += fills[sequence] as Ukwh;
  }
  return total > energyUkwh ? candidate : null;
}

/** A call auction of the orders that take part; the others' fills are zero. */
function holdAuction(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  rule: Pick<UniformPriceRule, "pricing" | "kPpm" | "ties">,
  takesPart: (order: MarketOrder) => boolean,
): Clearing {
  const part = orders.filter(takesPart);
  const numbered = part.map((order, sequence) => ({ ...order, sequence }));
  const columns = columnsOf(numbered, ({ sequence }) => {
    const order = part[sequence];
    assert(order !== undefined, "a part's order is the book's");
    return limits[order.sequence] as Price;
  });
  const { energyUkwh, bid, ask, fills } = holdCallAuction(columns, rule.ties);
  const spread: Ukwh[] = orders.map(() => 0);
  for (const [index, { sequence }] of part.entries()) spread[sequence] = fills[index] as Ukwh;
  const named = <M extends { sequence: number }>(marginal: M | null): M | null =>
    marginal && { ...marginal, sequence: (part[marginal.sequence] as MarketOrder).sequence };
  const price = bid && ask && uniformPriceFrom(bid.price, ask.price, rule);
  return { price, energyUkwh, bid: named(bid), ask: named(ask), fills: spread };
}
