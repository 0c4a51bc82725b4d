import type { UniformPriceRule } from "../market-rule.js";
import { auctionMechanism } from "./auction-mechanism.js";

/**
 * The uniform-price double auction (call market; MARKET.md, "Limits, prices, fees"): as much energy
 * as possible trades while the next buyer still offers what the next seller asks, and everybody pays
 * one price between the marginal ask and the marginal bid: their midpoint, one of them, or a stated
 * part `k` of the way (Chatterjee and Samuelson 1983). No matching within the limits gains more in
 * all, and none of those that gain as much trades more. The rationed price level is shared pro rata
 * to energy, or filled by time.
 *
 * Own pairs are excluded and the rest is optimal under that exclusion (`auctionAmongOthers`). In the
 * rare book in which one account would mostly trade with itself, its asks and its bids are cleared
 * against the others apart, each at its own price; the result then has no one price.
 *
 * Example: bids 1 kWh at 0.30, 1 kWh at 0.24 and 1 kWh at 0.12; asks 2 kWh at 0.10 and 1 kWh at 0.20.
 * The first two bids take the first ask whole; 2 kWh trade at (0.24 + 0.10) / 2 = 0.17.
 */
export const uniformPrice = auctionMechanism<UniformPriceRule>({
  termsOf: (rule) => rule,
  priceOf: (_rule, clearingPrice) => clearingPrice,
});
