import type { Price, Ukwh } from "@pumasi/quantities";

/** How what is left at the marginal price is shared out: by energy, or by time of arrival. */
export type Ties = "pro-rata" | "time";

/** Where between marginal ask and marginal bid the one price stands. */
export type UniformPricing = "midpoint" | "marginal-bid" | "marginal-ask" | "k";

/** At whose limit a pair trades; `middle` is their mean rounded toward minus infinity. */
export type PairPricing = "bid" | "ask" | "middle";

/**
 * One price for all. `kPpm`, for pricing `k`, is the way from marginal ask to marginal bid in parts
 * per million, 0 to 1,000,000.
 */
export interface UniformPriceRule {
  mechanism: "uniform-price";
  pricing: UniformPricing;
  kPpm?: number;
  ties: Ties;
}

/** The same energy as at one price, each pair at its own price. */
export interface PayAsBidRule {
  mechanism: "pay-as-bid";
  pricing: PairPricing;
  ties: Ties;
}

/** An order taken back; `afterSequence` is the last order that came before the cancellation. */
export interface Cancellation {
  sequence: number;
  afterSequence: number;
}

/** Orders trade as they come in; what still rests at gate closure expires unfilled. */
export interface ContinuousRule {
  mechanism: "continuous";
  cancellations: readonly Cancellation[];
}

/** Preferred pairs first, at the middle of their limits; the rest at one price. */
export interface BilateralRule {
  mechanism: "bilateral";
  ties: Ties;
}

/** The middle between the grid's two prices, whoever accepts it. */
export interface MidMarketRateRule {
  mechanism: "mid-market-rate";
  retailPrice: Price;
  feedInPrice: Price;
  buyerFee: Price;
  sellerFee: Price;
  ties: Ties;
}

/** Trade reduction: nobody gains by saying another limit than its own. */
export interface TruthfulRule {
  mechanism: "truthful";
}

/** One price that somebody set, whoever accepts it. */
export interface PostedPriceRule {
  mechanism: "posted-price";
  price: Price;
  ties: Ties;
}

/**
 * A line between two zones. It carries at most `capacityUkwh` a slot from `from` to `to` and
 * `reverseCapacityUkwh` the other way; `feePrice` (10^-6 currency/kWh, ≥ 0) is paid for energy in
 * either direction. `scheduledUkwh` is what already flows, plus from `from` to `to`.
 */
export interface NetworkLine {
  id: string;
  from: string;
  to: string;
  capacityUkwh: Ukwh;
  reverseCapacityUkwh: Ukwh;
  scheduledUkwh: Ukwh;
  feePrice: Price;
}

/** A zone's feeder: all its members together import and export at most this a slot. */
export interface NetworkFeeder {
  id: string;
  zone: string;
  importCapacityUkwh: Ukwh;
  exportCapacityUkwh: Ukwh;
}

export interface Network {
  lines: readonly NetworkLine[];
  feeders: readonly NetworkFeeder[];
}

/** Clearing across zones with fees and capacities. */
export interface NetworkRule {
  mechanism: "network";
  network: Network;
}

/** Every rule by which a community may match orders. */
export type MarketRule =
  | UniformPriceRule
  | PayAsBidRule
  | ContinuousRule
  | BilateralRule
  | MidMarketRateRule
  | TruthfulRule
  | PostedPriceRule
  | NetworkRule;

export type MechanismName = MarketRule["mechanism"];
