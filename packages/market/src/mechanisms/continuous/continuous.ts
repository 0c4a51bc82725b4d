import type { Price, Ukwh } from "@pumasi/quantities";
import { assembleResult } from "../assemble-result.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketTrade } from "../market-result.js";
import type { ContinuousRule } from "../market-rule.js";
import type { Mechanism } from "../mechanism.js";
import { checkContinuous } from "./check-continuous.js";
import { readContinuousBook } from "./continuous-book.js";
import { type ContinuousTrades, matchContinuous } from "./match-continuous.js";

/**
 * The continuous double auction: orders trade as they come in.
 *
 * An incoming order trades with the best orders that rest on the other side, the better limit first
 * and the earlier of equal ones, each at the limit of the order that rested, as long as that is
 * within its own; what is left of it then rests. It passes over its own account's orders, which keep
 * their place. A cancellation takes back what is left of an order, which may be nothing. Gate closure
 * ends it: what rests expires. Limits are net of fees, and there is no one price. Trades come in
 * order of time. Refusals are those of `readContinuousBook`.
 *
 * Source: V. L. Smith, An Experimental Study of Competitive Market Behavior (Journal of Political
 * Economy 70, 1962); D. Friedman, The Double Auction Market Institution: A Survey (1993); price-time
 * priority as in the rules of order-driven exchanges.
 *
 * Example: #0 asks 0.20 for 2 kWh, #1 asks 0.18 for 1 kWh, #2 asks 0.20 for 1 kWh. #3 bids 0.21 for
 * 2 kWh: it buys 1 kWh of #1 at 0.18 and 1 kWh of #0 at 0.20. After it #0 is cancelled, so that of
 * its 2 kWh 1 stays unsold. #4 bids 0.20 for 2 kWh, buys 1 kWh of #2 at 0.20 and rests with 1 kWh
 * until gate closure.
 *
 * Clearing takes constant time for each order, trade and cancellation, but for the sort of prices on
 * no bounded grid, and for own orders: passing over one that is within the incoming order's limit is
 * a step each time. In a book of orders that never cross their own account's, as admission leaves it,
 * there are none. Checking is near-linear in any book.
 */
export const continuous: Mechanism<ContinuousRule, null> = {
  clear(book) {
    const read = readContinuousBook(book);
    if (!read.ok) return read;
    const { orders, limits, columns } = read;
    const trades = tradesOf(orders, limits, matchContinuous(columns));
    return { ok: true, result: assembleResult(orders, limits, null, trades, null) };
  },
  check(book, result) {
    const read = readContinuousBook(book);
    if (!read.ok) return { ok: false, reason: "result_book_invalid" };
    return checkContinuous(read, result) ?? { ok: true };
  },
};

function tradesOf(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  { makers, takers, energiesUkwh }: ContinuousTrades,
): MarketTrade[] {
  return Array.from(energiesUkwh, (energyUkwh: Ukwh, index): MarketTrade => {
    const [maker, taker] = [makers[index] as number, takers[index] as number];
    const isBid = orders[maker]?.side === "buy";
    const price = limits[maker] as Price;
    return {
      buySequence: isBid ? maker : taker,
      sellSequence: isBid ? taker : maker,
      energyUkwh,
      buyPrice: price,
      sellPrice: price,
    };
  });
}
