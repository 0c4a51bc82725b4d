import type { Price } from "@pumasi/quantities";
import { midpoint } from "./midpoint.js";
import type { Tariff } from "./tariff.js";

/**
 * The mid-market price (10^-6 currency/kWh, net of fees, rounded toward minus infinity) at which
 * neighbours share what was not contracted: halfway between the least that every giver must get,
 * its feed-in price plus the seller's fee, and the most that every taker may pay, its retail price
 * less the buyer's fee (MARKET.md; with several tariffs, the highest of the former and the lowest
 * of the latter).
 *
 * Null when a side is empty, or when the least exceeds the most: no one price would then leave
 * everybody at least as well off as on the grid tariff.
 */
export function sharingPriceOf(
  givers: readonly Pick<Tariff, "feedInPrice" | "sellerFee">[],
  takers: readonly Pick<Tariff, "retailPrice" | "buyerFee">[],
): Price | null {
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  for (const { feedInPrice, sellerFee } of givers) least = Math.max(least, feedInPrice + sellerFee);
  for (const { retailPrice, buyerFee } of takers) most = Math.min(most, retailPrice - buyerFee);
  return priceBetween(least, most);
}

/**
 * Halfway between the least that givers must get and the most that takers may pay (10^-6
 * currency/kWh, rounded toward minus infinity). Null when they leave no price, or when a side is
 * empty and its bound infinite.
 */
export function priceBetween(least: Price, most: Price): Price | null {
  const isPossible = Number.isFinite(least) && Number.isFinite(most) && least <= most;
  return isPossible ? midpoint(least, most) : null;
}
