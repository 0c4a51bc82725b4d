import type { Price } from "@pumasi/quantities";
import { assembleResult } from "../assemble-result.js";
import { checkPairs } from "../check-pairs.js";
import { checkTrades } from "../check-trades.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketTrade } from "../market-result.js";
import type { MarketRule, Ties } from "../market-rule.js";
import type { Mechanism } from "../mechanism.js";
import { pairFills } from "../pair-fills.js";
import { takeBook } from "../take-book.js";
import { acceptAtPrice, type PriceEvidence } from "./accept-at-price.js";
import { checkAcceptance } from "./check-acceptance.js";

/** What sets one way to set the price beforehand apart from another. */
interface GivenPrice<R extends MarketRule & { ties: Ties }> {
  /** Whether the rule's figures can be used at all. */
  isUsable(rule: R): boolean;
  /** The price (10^-6 currency/kWh, net of fees), or null when no price is possible. */
  priceOf(rule: R): Price | null;
}

/** A mechanism whose price is known before the orders are: who accepts it trades at it. */
export function givenPriceMechanism<R extends MarketRule & { ties: Ties }>({
  isUsable,
  priceOf,
}: GivenPrice<R>): Mechanism<R, PriceEvidence> {
  return {
    clear(book) {
      const taken = takeBook(book);
      if (!taken.ok) return taken;
      if (!isUsable(book.rule)) return { ok: false, reason: "book_rule_invalid" };
      const { orders, limits } = taken;
      const evidence = acceptAtPrice(orders, limits, priceOf(book.rule), book.rule.ties);
      const trades = tradesOf(orders, limits, evidence);
      const price = trades.length > 0 ? evidence.offeredPrice : null;
      return { ok: true, result: assembleResult(orders, limits, price, trades, evidence) };
    },
    check(book, result) {
      const taken = takeBook(book);
      if (!taken.ok || !isUsable(book.rule)) return { ok: false, reason: "result_book_invalid" };
      const { orders, limits } = taken;
      const price = priceOf(book.rule);
      const fault =
        checkTrades(orders, limits, result) ??
        checkAcceptance(orders, limits, result.evidence, price, book.rule.ties) ??
        checkPairs(result, tradesOf(orders, limits, result.evidence));
      if (fault !== null) return fault;
      const isPrice = result.price === (result.trades.length > 0 ? price : null);
      return isPrice ? { ok: true } : { ok: false, reason: "result_price_differs" };
    },
  };
}

/** The trades that follow from the fills, in merit order and all at the one price. */
function tradesOf(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  { offeredPrice, whole, split }: PriceEvidence,
): MarketTrade[] {
  if (offeredPrice === null) return [];
  const parts = split === null ? [whole] : [split.sells, split.buys];
  return parts
    .flatMap(({ fills }) => pairFills(orders, limits, fills))
    .map((pair) => ({ ...pair, buyPrice: offeredPrice, sellPrice: offeredPrice }));
}
