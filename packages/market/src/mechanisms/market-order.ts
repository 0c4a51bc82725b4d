import type { Price } from "@pumasi/quantities";
import type { Order } from "../order.js";

/** What energy was made from; on a bid, what it would rather be made from. */
export type EnergySource = "solar" | "wind" | "storage" | "any";

/**
 * With whom an order would rather trade than with the market.
 *
 * A counterpart is preferred when it is one of `partners` (accounts; any when empty). For it a bid's
 * limit rises, and an ask's falls, by `premium` (10^-6 currency/kWh, ≥ 0), never past what the grid
 * offers (MARKET.md, "Limits, prices, fees").
 */
export interface Preference {
  partners: readonly number[];
  premium: Price;
}

/**
 * An order as the market's mechanisms take it: a book's order and what only some of them look at.
 * `zone` is the grid zone it stands in (network), `source` and `prefers` are for standing offers
 * (bilateral). An absent source is "any".
 */
export interface MarketOrder extends Order {
  zone?: string;
  source?: EnergySource;
  prefers?: Preference;
}
