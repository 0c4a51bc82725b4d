import type { Order } from "./order.js";
import type { MarketRules } from "./rules.js";

/**
 * Brings an order's limit (10^-6 currency/kWh) into the range that the rules take. Less than the household would pay, or more
 * than it asks for, keeps its wish; where only the opposite would fit there is no order, and the answer is null.
 */
export function withinCap<O extends Pick<Order, "side" | "limitPrice">>(
  order: O,
  { priceFloor, priceCap }: Pick<MarketRules, "priceFloor" | "priceCap">,
): O | null {
  const isBuy = order.side === "buy";
  const limitPrice = isBuy
    ? Math.min(order.limitPrice, priceCap)
    : Math.max(order.limitPrice, priceFloor);
  return limitPrice < priceFloor || limitPrice > priceCap ? null : { ...order, limitPrice };
}
