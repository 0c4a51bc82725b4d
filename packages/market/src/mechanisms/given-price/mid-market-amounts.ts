import { type Amount, amountOf, type Ukwh } from "@pumasi/quantities";
import { sharingPriceOf } from "../../sharing-price.js";
import type { Tariff } from "../../tariff.js";

/**
 * What a community's buyers pay and its sellers receive in all for everything they wanted and offered,
 * fees included (10^-12 currency), and how much of it stayed in the community (10^-6 kWh).
 */
export interface MidMarketAmounts {
  communityUkwh: Ukwh;
  buyersPay: Amount;
  sellersReceive: Amount;
}

/**
 * Blends the mid-market price with the grid's (Long et al. 2017, see `midMarketRate`): in a shortage
 * buyers pay mid for what the community has and retail for the rest, in a surplus sellers receive mid
 * for what the community wants and feed-in for the rest. Exact amounts: divided by the demand or the
 * supply (10^-6 kWh) they are the average prices of that paper.
 *
 * Where the tariff leaves no price between neighbours, everything is the grid's.
 *
 * Example: feed-in 0.08, retail 0.30, no fees, 6 kWh wanted, 3 kWh offered: buyers pay
 * 3 × 0.19 + 3 × 0.30 = 1.47, on average 0.245; sellers receive 0.57.
 */
export function midMarketAmounts(
  tariff: Tariff,
  demandUkwh: Ukwh,
  supplyUkwh: Ukwh,
): MidMarketAmounts {
  const { retailPrice, feedInPrice, buyerFee, sellerFee } = tariff;
  const price = sharingPriceOf([tariff], [tariff]);
  const communityUkwh = price === null ? 0 : Math.min(demandUkwh, supplyUkwh);
  const mid = price ?? 0;
  return {
    communityUkwh,
    buyersPay:
      amountOf(communityUkwh, mid + buyerFee) + amountOf(demandUkwh - communityUkwh, retailPrice),
    sellersReceive:
      amountOf(communityUkwh, mid - sellerFee) + amountOf(supplyUkwh - communityUkwh, feedInPrice),
  };
}
