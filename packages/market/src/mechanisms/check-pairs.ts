import type { MarketResult, MarketTrade } from "./market-result.js";
import type { ResultFault } from "./mechanism.js";

/**
 * Compares a result's trades with those that follow from its checked fills: who trades with whom is
 * no part of an optimum, only a rule, and so is the order of the trades. Null when they are the same;
 * otherwise the first trade (its index) with other parties or energy, or at another price.
 */
export function checkPairs(
  { trades }: Pick<MarketResult, "trades">,
  expected: readonly MarketTrade[],
): ResultFault | null {
  for (const [trade, { buySequence, sellSequence, energyUkwh, ...prices }] of expected.entries()) {
    const found = trades[trade];
    const isPair =
      found?.buySequence === buySequence &&
      found.sellSequence === sellSequence &&
      found.energyUkwh === energyUkwh;
    if (!isPair) return { ok: false, reason: "result_pairs_wrong", trade };
    if (found.buyPrice !== prices.buyPrice || found.sellPrice !== prices.sellPrice) {
      return { ok: false, reason: "result_price_differs", trade };
    }
  }
  return trades.length === expected.length
    ? null
    : { ok: false, reason: "result_pairs_wrong", trade: expected.length };
}
