import { amountOf, type Price, type Ukwh } from "@pumasi/quantities";
import type { MarketOrder } from "./market-order.js";
import type { MarketResult, MarketTrade } from "./market-result.js";

/**
 * The result that trades make: each order's fill, the energy, the welfare at everybody's limits
 * (10^-6 currency/kWh, by sequence) and the fund.
 */
export function assembleResult<E>(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  price: Price | null,
  trades: MarketTrade[],
  evidence: E,
): MarketResult<E> {
  const fills: Ukwh[] = orders.map(() => 0);
  let [energyUkwh, welfare, fund] = [0, 0n, 0n];
  for (const trade of trades) {
    const { buySequence, sellSequence } = trade;
    fills[buySequence] = (fills[buySequence] as Ukwh) + trade.energyUkwh;
    fills[sellSequence] = (fills[sellSequence] as Ukwh) + trade.energyUkwh;
    energyUkwh += trade.energyUkwh;
    const gain = (limits[buySequence] as Price) - (limits[sellSequence] as Price);
    welfare += amountOf(trade.energyUkwh, gain);
    fund += amountOf(trade.energyUkwh, trade.buyPrice - trade.sellPrice);
  }
  return { price, energyUkwh, welfare, fund, fills, trades, evidence };
}
