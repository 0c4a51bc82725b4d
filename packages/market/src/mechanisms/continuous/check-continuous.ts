import type { Price, Ukwh } from "@pumasi/quantities";
import { checkTrades } from "../check-trades.js";
import type { MarketResult } from "../market-result.js";
import type { ResultFault } from "../mechanism.js";
import type { ContinuousBook } from "./continuous-book.js";
import { findPassedOver, type TradeLine } from "./find-passed-over.js";

/**
 * Checks a continuous auction's result against its book, in near-linear time and without a book of
 * resting orders. Null when it is the one that matching gives, to the last unit and in the same
 * order; otherwise the first fault of: what holds for every mechanism (`checkTrades`); a price
 * ("result_price_differs") or evidence ("result_evidence_wrong"), there is none of either; a trade
 * at another limit than that of the order that rested ("result_price_differs"), out of the order of
 * time or with what was taken back ("result_against_time"), or that leaves both of its orders with
 * energy to trade ("result_pairs_wrong"); and an order passed over (`findPassedOver`).
 */
export function checkContinuous(
  { orders, limits, columns }: ContinuousBook,
  result: MarketResult,
): ResultFault | null {
  const fault = checkTrades(orders, limits, result);
  if (fault !== null) return fault;
  if (result.price !== null) return { ok: false, reason: "result_price_differs" };
  if (result.evidence !== null) return { ok: false, reason: "result_evidence_wrong" };
  const line: TradeLine = {
    makers: Uint32Array.from(result.trades, ({ buySequence, sellSequence }) =>
      Math.min(buySequence, sellSequence),
    ),
    takers: Uint32Array.from(result.trades, ({ buySequence, sellSequence }) =>
      Math.max(buySequence, sellSequence),
    ),
    restedUkwh: columns.energiesUkwh.slice(),
    lastTakers: new Uint32Array(orders.length).fill(orders.length),
  };
  for (const [index, sequence] of columns.cancelled.entries()) {
    line.lastTakers[sequence] = columns.cancelledAfter[index] as number;
  }
  return checkLine(line, limits, result) ?? findPassedOver(columns, line, result.fills);
}

/**
 * Each trade is at its maker's limit, not before the one before it, with what still rests, and uses
 * one of its two orders up. Takes what each trade moves off what its taker comes to rest with.
 */
function checkLine(
  { makers, takers, restedUkwh, lastTakers }: TradeLine,
  limits: readonly Price[],
  { trades }: MarketResult,
): ResultFault | null {
  const movedUkwh = new Float64Array(restedUkwh.length);
  for (const [index, { energyUkwh, buyPrice, sellPrice }] of trades.entries()) {
    const [maker, taker] = [makers[index] as number, takers[index] as number];
    const fault = { ok: false, sequence: maker, otherSequence: taker, trade: index } as const;
    const price = limits[maker];
    if (buyPrice !== price || sellPrice !== price) {
      return { ...fault, reason: "result_price_differs" };
    }
    const isInTime = index === 0 || taker >= (takers[index - 1] as number);
    if (!isInTime || taker > (lastTakers[maker] as number)) {
      return { ...fault, reason: "result_against_time" };
    }
    // Trades come in order of their takers: all that the maker took itself is behind it.
    movedUkwh[maker] = (movedUkwh[maker] as Ukwh) + energyUkwh;
    restedUkwh[taker] = (restedUkwh[taker] as Ukwh) - energyUkwh;
    const isMakerOpen = (movedUkwh[maker] as Ukwh) < (restedUkwh[maker] as Ukwh);
    if (isMakerOpen && (restedUkwh[taker] as Ukwh) > 0) {
      return { ...fault, reason: "result_pairs_wrong" };
    }
  }
  return null;
}
