import type { Ukwh } from "@pumasi/quantities";
import { midpoint } from "../../midpoint.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketTrade } from "../market-result.js";
import { hasPreference, type Preferences } from "./preferences.js";
import { StandingOrders } from "./standing-orders.js";

/**
 * Lets preferred pairs trade: first those that prefer each other, then those where one side does.
 * Within each of the two rounds time decides: orders come in by sequence, and each meets those of the
 * other side that came before it, the earliest first, for as much as both have left (10^-6 kWh) if
 * their limits in that pair meet, at the middle rounded toward minus infinity.
 *
 * Looks, at most once a round, at every preferred pair in which both still have energy.
 */
export function matchPreferred(
  orders: readonly MarketOrder[],
  preferences: Preferences,
): MarketTrade[] {
  const trades: MarketTrade[] = [];
  const leftUkwh = orders.map(({ energyUkwh }) => energyUkwh);
  for (const isMutualRound of [true, false]) {
    const standing = new StandingOrders(leftUkwh);
    for (const order of orders) {
      const { sequence } = order;
      if (leftUkwh[sequence] === 0 || (isMutualRound && !hasPreference(order))) continue;
      const walk = isMutualRound ? standing.preferrersOf(order) : standing.counterpartsOf(order);
      for (let other = walk.next(); other >= 0; other = walk.next()) {
        const isPreferred = preferences.prefers(other, sequence);
        const isPreferring = preferences.prefers(sequence, other);
        if (isMutualRound ? !isPreferring || !isPreferred : isPreferring === isPreferred) continue;
        const trade = tradeOf(order, other, leftUkwh, preferences);
        if (trade !== null) trades.push(trade);
        if (leftUkwh[sequence] === 0) break;
      }
      if (leftUkwh[sequence] !== 0) standing.add(order);
    }
  }
  return trades;
}

/** Trades what both orders have left if their limits meet; null when they do not. */
function tradeOf(
  { side, sequence }: MarketOrder,
  other: number,
  leftUkwh: Ukwh[],
  preferences: Preferences,
): MarketTrade | null {
  const [buySequence, sellSequence] = side === "buy" ? [sequence, other] : [other, sequence];
  const { buy, sell } = preferences.limitsOf(buySequence, sellSequence);
  if (buy < sell) return null;
  const energyUkwh = Math.min(leftUkwh[sequence] as Ukwh, leftUkwh[other] as Ukwh);
  leftUkwh[sequence] = (leftUkwh[sequence] as Ukwh) - energyUkwh;
  leftUkwh[other] = (leftUkwh[other] as Ukwh) - energyUkwh;
  const price = midpoint(buy, sell);
  return { buySequence, sellSequence, energyUkwh, buyPrice: price, sellPrice: price };
}
