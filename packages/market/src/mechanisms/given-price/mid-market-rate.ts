import { sharingPriceOf } from "../../sharing-price.js";
import { checkTariff } from "../../tariff.js";
import type { MidMarketRateRule } from "../market-rule.js";
import { areTies } from "../take-book.js";
import { givenPriceMechanism } from "./given-price-mechanism.js";

/**
 * The mid-market rate of Long, Wu, Zhang, Thomas, Cheng and Jenkins, "Peer-to-peer energy trading in a
 * community microgrid" (IEEE PES General Meeting, 2017): neighbours trade halfway between what the
 * grid pays and what it takes. Without fees that is mid = (feed-in + retail) / 2; with fees, net of
 * them and rounded toward minus infinity (`sharingPriceOf`),
 *
 *     mid = floor((feed-in + seller's fee + retail - buyer's fee) / 2).
 *
 * With G offered and C wanted in the community, the averages of that paper, all-in, are:
 *
 *     G = C    buyers pay     mid + buyer's fee
 *              sellers get    mid - seller's fee
 *     G < C    buyers pay     (G (mid + buyer's fee) + (C - G) retail) / C        (shortage)
 *              sellers get    mid - seller's fee
 *     G > C    buyers pay     mid + buyer's fee
 *              sellers get    (C (mid - seller's fee) + (G - C) feed-in) / G      (surplus)
 *
 * Here the mid price is for the traded energy alone, and each order's unfilled rest is the supplier's
 * at its tariff; because the longer side is rationed pro rata to energy, every member's average is
 * the formula's, to within the unit that dividing whole energies takes. `midMarketAmounts` gives both
 * sides' totals exactly. With ties by time only the sides' averages are. Limits apply as always: who
 * does not accept the mid price trades with the supplier alone. Where the feed-in side is above the
 * retail side no price is possible and nothing trades.
 *
 * Own pairs are excluded; see `acceptAtPrice` for what that leaves. Refuses a book that is none
 * ("book_not_numbered", "book_order_invalid"), then prices that are not whole or out of range, fees
 * below zero or unknown ties ("book_rule_invalid").
 *
 * Example: feed-in 0.08, retail 0.30, no fees: mid 0.19. Wanted 4 kWh and 2 kWh, offered 3 kWh: half of
 * what is wanted trades at 0.19 and the rest is bought at 0.30, so buyers pay 0.245 on average and the
 * seller gets 0.19.
 */
export const midMarketRate = givenPriceMechanism<MidMarketRateRule>({
  isUsable: (rule) => checkTariff(rule).ok && areTies(rule.ties),
  priceOf: (rule) => sharingPriceOf([rule], [rule]),
});
