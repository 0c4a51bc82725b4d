import type { Price } from "@pumasi/quantities";

/**
 * A member's outside options and fees in one slot, all in 10^-6 currency/kWh.
 *
 * `retailPrice` is what the supplier takes for a further kWh and `feedInPrice` what it pays for
 * one; both may be zero or negative. The fees go to the grid operator for energy traded or shared
 * among neighbours, and replace the grid component of the retail price for that energy (MARKET.md).
 */
export interface Tariff {
  retailPrice: Price;
  feedInPrice: Price;
  buyerFee: Price;
  sellerFee: Price;
}

/** Why a tariff is not taken, in order of precedence. */
export const TARIFF_REFUSALS = ["tariff_price_out_of_range", "tariff_fee_negative"] as const;

export type TariffRefusal = (typeof TARIFF_REFUSALS)[number];

/**
 * The largest price either way: a million currency units per kWh, in 10^-6. It leaves room for sums
 * of a few prices in a safe integer, and nobody sells electricity for more.
 */
export const MAX_PRICE: Price = 1_000_000_000_000;

/**
 * Tells whether a tariff (10^-6 currency/kWh) can be used. Refuses prices or fees that are not
 * whole or beyond a million currency units ("tariff_price_out_of_range") and fees below zero
 * ("tariff_fee_negative"): a subsidy is no fee of the grid operator's.
 *
 * A feed-in price that leaves no room below the retail price once the fees are paid, or is above it
 * as old feed-in tariffs are, is allowed: the grid is then the better offer, the limits clipped to
 * it never meet, and nothing is traded or shared.
 */
export function checkTariff(tariff: Tariff): { ok: true } | { ok: false; reason: TariffRefusal } {
  const prices = [tariff.retailPrice, tariff.feedInPrice, tariff.buyerFee, tariff.sellerFee];
  if (!prices.every((price) => Number.isSafeInteger(price) && Math.abs(price) <= MAX_PRICE)) {
    return { ok: false, reason: "tariff_price_out_of_range" };
  }
  if (tariff.buyerFee < 0 || tariff.sellerFee < 0) {
    return { ok: false, reason: "tariff_fee_negative" };
  }
  return { ok: true };
}
