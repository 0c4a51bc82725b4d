import type { Price } from "@pumasi/quantities";
import { midpoint } from "../../midpoint.js";
import type { PayAsBidRule } from "../market-rule.js";
import { auctionMechanism } from "./auction-mechanism.js";

/**
 * The pay-as-bid (discriminatory-price) auction: the same fills as at one price, therefore as much
 * gained in all, but each pair pays its own price: the bid's limit, the ask's, or the middle of the
 * two rounded toward minus infinity. Filled bids from the highest limit down meet filled asks from
 * the lowest up. Who pays its own limit has reason to say another; compare Krishna, Auction Theory
 * (2010), chapter 12.
 *
 * Example: bids 1 kWh at 0.30 and 1 kWh at 0.24, ask 2 kWh at 0.10, at the bid: the seller receives
 * 0.30 for the first kWh and 0.24 for the second.
 */
export const payAsBid = auctionMechanism<PayAsBidRule>({
  termsOf: ({ ties }) => ({ pricing: "midpoint", ties }),
  priceOf: ({ pricing }, _clearingPrice, bidLimit, askLimit): Price => {
    switch (pricing) {
      case "bid":
        return bidLimit;
      case "ask":
        return askLimit;
      case "middle":
        return midpoint(bidLimit, askLimit);
    }
  },
});
