import type { Price } from "@pumasi/quantities";
import type { Order } from "./order.js";
import type { Tariff } from "./tariff.js";

/**
 * An order's all-in limit (10^-6 currency/kWh) clipped to what the grid offers: a buyer never pays
 * more than the retail price and a seller never gets less than the feed-in price, whatever they
 * wished for (MARKET.md, "Limits, prices, fees").
 */
export function allInLimit(order: Pick<Order, "side" | "limitPrice">, tariff: Tariff): Price {
  return order.side === "buy"
    ? Math.min(order.limitPrice, tariff.retailPrice)
    : Math.max(order.limitPrice, tariff.feedInPrice);
}

/**
 * The limit that clearing works on (10^-6 currency/kWh, net of fees): a bid's clipped limit less
 * the buyer's fee, an ask's clipped limit plus the seller's fee. A price between the two leaves
 * both sides within their all-in limits and no worse off than on the grid tariff.
 */
export function netLimit(order: Pick<Order, "side" | "limitPrice">, tariff: Tariff): Price {
  const limit = allInLimit(order, tariff);
  return order.side === "buy" ? limit - tariff.buyerFee : limit + tariff.sellerFee;
}
