import type { PostedPriceRule } from "../market-rule.js";
import { areTies, isPrice } from "../take-book.js";
import { givenPriceMechanism } from "./given-price-mechanism.js";

/**
 * A posted price: somebody, say the co-operative, sets one price (10^-6 currency/kWh, net of fees) for
 * all before the orders come, and whoever accepts it trades at it. The longer side is rationed pro
 * rata to energy (largest remainder, then the lowest sequence), or by time. Nobody with one order
 * gains by saying another limit than its own; between one buyer and one seller only prices set
 * beforehand do that and balance the budget too (Hagerty and Rogerson, "Robust trading mechanisms",
 * Journal of Economic Theory 42, 1987). Welfare is left on the table where the price is not the
 * market's.
 *
 * Own pairs are excluded; see `acceptAtPrice` for what that leaves.
 *
 * Refuses a book that is none ("book_not_numbered", "book_order_invalid"), then a price that is not
 * whole or out of range, or unknown ties ("book_rule_invalid").
 *
 * Example: at 0.19, bids 2 kWh at 0.30 and 4 kWh at 0.20, asks 3 kWh at 0.10 and 1 kWh at 0.25. The last
 * ask does not accept. 3 kWh trade; of the 6 kWh that are wanted each bid gets half, 1 and 2 kWh,
 * whatever its limit.
 */
export const postedPrice = givenPriceMechanism<PostedPriceRule>({
  isUsable: ({ price, ties }) => isPrice(price) && areTies(ties),
  priceOf: ({ price }) => price,
});
