import type { Price, Ukwh } from "@pumasi/quantities";
import { assembleResult } from "../assemble-result.js";
import { checkPairs } from "../check-pairs.js";
import { checkTrades } from "../check-trades.js";
import type { MarketBook } from "../market-book.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketTrade } from "../market-result.js";
import type { TruthfulRule } from "../market-rule.js";
import type { BookRefusal, Mechanism } from "../mechanism.js";
import { onePrice } from "../one-price.js";
import { pairFills } from "../pair-fills.js";
import { type TakenBook, takeBook } from "../take-book.js";
import { checkReduction } from "./check-reduction.js";
import { reduceTrades, type TradeReduction } from "./reduce-trades.js";

/**
 * Trade reduction: an auction in which nobody gains by saying another limit than its own, because the
 * pair that sets the prices gives up its own trade. What buyers pay above what sellers get goes to the
 * community fund (`result.fund`), never below zero.
 *
 * Bids stand from the highest limit down and asks from the lowest up, equal limits by sequence. The
 * last pair is the bid and the ask that hold the last unit of energy of which the bid covers the ask.
 *
 * - Orders of different energies: P. Huang, A. Scheller-Wolf and K. Sycara, "Design of a multi-unit
 *   double auction e-market" (Computational Intelligence 18(4), 2002). The orders ahead of the last
 *   pair trade; buyers pay the last bid's limit and sellers get the last ask's. The side that has more
 *   is rationed with equal burden (`shareBurden`).
 * - All orders of one energy: R. P. McAfee, "A dominant strategy double auction" (Journal of Economic
 *   Theory 56, 1992). If the pair behind the last one exists and its mean, rounded toward minus
 *   infinity, lies between the last pair's limits, the last pair trades too and all pay that mean.
 *   Otherwise the orders ahead trade as above.
 *
 * Why it holds in whole units, ties included. As long as an order stays ahead of the last one of its
 * side (by limit, then sequence), neither the last pair nor anybody's energy depends on its limit,
 * and the rationing looks at energies and sequences alone. So an order chooses only whether to be
 * ahead, at a price that others have set; it is ahead when it says its own limit exactly where that
 * pays. Which of the two rules applies depends on energies, not on limits. Saying another energy may
 * pay: the source claims nothing else.
 *
 * An account has one order: with several it could give up one to move the price of another. Refuses a
 * book that is none ("book_not_numbered", "book_order_invalid"), then an account's second order, the
 * lowest sequence of those ("book_several_orders_of_account").
 *
 * Example: bids 4 kWh at 0.30, 3 kWh at 0.25 and 2 kWh at 0.20, asks 5 kWh at 0.10 and 5 kWh at 0.15.
 * An optimum trades 9 kWh, last the third bid with the second ask. Both give up. The first ask's 5 kWh
 * are short by 2 kWh of what the first two bids want, which each bears by half: they get 3 and 2 kWh.
 * They pay 0.20, the seller gets 0.15, and 5 × 0.05 = 0.25 goes to the fund.
 */
export const truthful: Mechanism<TruthfulRule, TradeReduction> = {
  clear(book) {
    const taken = takeSingleOrders(book);
    if (!taken.ok) return taken;
    const { orders, limits } = taken;
    const { reduction, fills } = reduceTrades(orders, limits);
    const trades = tradesOf(orders, limits, fills, reduction);
    const price = onePrice(trades);
    return { ok: true, result: assembleResult(orders, limits, price, trades, reduction) };
  },
  check(book, result) {
    const taken = takeSingleOrders(book);
    if (!taken.ok) return { ok: false, reason: "result_book_invalid" };
    const { orders, limits } = taken;
    const fault =
      checkTrades(orders, limits, result) ??
      checkReduction(orders, limits, result) ??
      checkPairs(result, tradesOf(orders, limits, result.fills, result.evidence));
    if (fault !== null) return fault;
    const isPrice = result.price === onePrice(result.trades);
    return isPrice ? { ok: true } : { ok: false, reason: "result_price_differs" };
  },
};

function takeSingleOrders(book: MarketBook<TruthfulRule>): TakenBook | BookRefusal {
  const taken = takeBook(book);
  if (!taken.ok) return taken;
  const seen = new Set<number>();
  for (const { account, sequence } of taken.orders) {
    if (seen.has(account)) {
      return { ok: false, reason: "book_several_orders_of_account", sequence };
    }
    seen.add(account);
  }
  return taken;
}

/** Who trades with whom, in merit order, at what both sides pay and get. */
function tradesOf(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  fills: readonly Ukwh[],
  { buyPrice, sellPrice }: TradeReduction,
): MarketTrade[] {
  if (buyPrice === null || sellPrice === null) return [];
  return pairFills(orders, limits, fills).map((pair) => ({ ...pair, buyPrice, sellPrice }));
}
