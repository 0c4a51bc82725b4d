import { type Amount, amountOf, type Price, type Ukwh } from "@pumasi/quantities";
import type { PairLimits } from "./bilateral/preferences.js";
import type { MarketOrder } from "./market-order.js";
import type { MarketResult, MarketTrade } from "./market-result.js";
import type { ResultFault } from "./mechanism.js";

/**
 * Checks what holds for every mechanism, in a few passes: each fill is whole and within its order,
 * each trade has a bid and an ask of two accounts, moves energy and keeps to both limits, trades add
 * up to the fills, and energy, welfare and fund to what the result says. Null when all of it does.
 *
 * `orders` are by sequence; `limits` (10^-6 currency/kWh) are what each may pay or must get, net of
 * fees. `networkCost` (10^-12 currency) is what moving the energy costs, no part of the welfare.
 * `limitsOf` gives the limits of a pair where they are others than the orders' own (a premium for a
 * preferred partner).
 */
export function checkTrades(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  result: MarketResult,
  networkCost: Amount = 0n,
  limitsOf: LimitsOf | null = null,
): ResultFault | null {
  const { fills, trades } = result;
  if (fills.length !== orders.length) return { ok: false, reason: "result_fills_missing" };
  const traded = new Float64Array(orders.length);
  let welfare = -networkCost;
  for (const [sequence, { energyUkwh, side }] of orders.entries()) {
    const fill = fills[sequence] as Ukwh;
    const isWhole = Number.isSafeInteger(fill) && fill >= 0 && !Object.is(fill, -0);
    if (!isWhole) return { ok: false, reason: "result_fill_not_whole", sequence };
    if (fill > energyUkwh) return { ok: false, reason: "result_filled_beyond_quantity", sequence };
    if (fill === 0) continue;
    const value = amountOf(fill, limits[sequence] as Price);
    welfare += side === "buy" ? value : -value;
  }
  let [energyUkwh, fund] = [0, 0n];
  for (const [index, trade] of trades.entries()) {
    const fault = checkParties(orders, trade) ?? checkLimits(limits, trade, index, limitsOf);
    if (fault !== null) return { ...fault, trade: index };
    if (limitsOf !== null) {
      const { buy, sell } = limitsOf(trade, index);
      const own = (limits[trade.buySequence] as Price) - (limits[trade.sellSequence] as Price);
      welfare += amountOf(trade.energyUkwh, buy - sell - own);
    }
    traded[trade.buySequence] = (traded[trade.buySequence] as Ukwh) + trade.energyUkwh;
    traded[trade.sellSequence] = (traded[trade.sellSequence] as Ukwh) + trade.energyUkwh;
    energyUkwh += trade.energyUkwh;
    fund += amountOf(trade.energyUkwh, trade.buyPrice - trade.sellPrice);
  }
  for (const [sequence, fill] of fills.entries()) {
    if (traded[sequence] !== fill) {
      return { ok: false, reason: "result_trades_differ_from_fills", sequence };
    }
  }
  if (result.energyUkwh !== energyUkwh) return { ok: false, reason: "result_energy_differs" };
  if (result.welfare !== welfare) return { ok: false, reason: "result_welfare_differs" };
  return result.fund === fund ? null : { ok: false, reason: "result_fund_differs" };
}

/** What a trade's buyer may pay and its seller must get; asked of trades between orders only. */
export type LimitsOf = (trade: MarketTrade, index: number) => PairLimits;

function checkParties(
  orders: readonly MarketOrder[],
  { buySequence, sellSequence, energyUkwh, buyPrice, sellPrice }: MarketTrade,
): ResultFault | null {
  const [buy, sell] = [orders[buySequence], orders[sellSequence]];
  const isTrade =
    buy?.side === "buy" &&
    sell?.side === "sell" &&
    Number.isSafeInteger(energyUkwh) &&
    energyUkwh > 0 &&
    Number.isSafeInteger(buyPrice) &&
    Number.isSafeInteger(sellPrice);
  if (!isTrade) return { ok: false, reason: "result_trade_invalid" };
  if (buy.account !== sell.account) return null;
  const [sequence, otherSequence] = [buySequence, sellSequence];
  return { ok: false, reason: "result_trade_with_oneself", sequence, otherSequence };
}

function checkLimits(
  limits: readonly Price[],
  trade: MarketTrade,
  index: number,
  limitsOf: LimitsOf | null,
): ResultFault | null {
  const { buySequence: sequence, sellSequence: otherSequence } = trade;
  const pair = limitsOf?.(trade, index);
  const bid = pair?.buy ?? (limits[sequence] as Price);
  const ask = pair?.sell ?? (limits[otherSequence] as Price);
  return trade.buyPrice <= bid && trade.sellPrice >= ask
    ? null
    : { ok: false, reason: "result_trade_past_limit", sequence, otherSequence };
}
