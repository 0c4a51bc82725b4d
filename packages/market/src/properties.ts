import type { MarketRules } from "./rules.js";

/**
 * Properties a market mechanism may have.
 *
 * - `welfare-optimal`: no other matching within the limits gains more in all.
 * - `volume-maximal`: of those that gain most, none trades more.
 * - `budget-balanced`: buyers pay what sellers receive, to the last unit.
 * - `individually-rational`: nobody pays more or receives less than its limit.
 * - `one-price`: everybody trades at the same price.
 * - `order-independent`: the order of arrival counts only where the stated tie-break says so.
 * - `unaffected-by-non-crossing-order`: an order that finds no counterpart changes nothing.
 * - `monotone`: a better limit never gets less energy, but for the one unit (10^-6 kWh) by which
 *   sharing a total in whole units may shift.
 * - `truthful`: nobody gains by saying another limit than its own.
 */
export const MARKET_PROPERTIES = [
  "welfare-optimal",
  "volume-maximal",
  "budget-balanced",
  "individually-rational",
  "one-price",
  "order-independent",
  "unaffected-by-non-crossing-order",
  "monotone",
  "truthful",
] as const;

export type MarketProperty = (typeof MARKET_PROPERTIES)[number];

/**
 * Which property holds for which mechanism (MARKET.md). The property tests read this table: they
 * hunt for a counterexample to what it claims and show one for what it denies.
 */
export const PROPERTIES_OF: Readonly<
  Record<MarketRules["mechanism"], Readonly<Record<MarketProperty, boolean>>>
> = {
  "uniform-price": {
    "welfare-optimal": true,
    "volume-maximal": true,
    "budget-balanced": true,
    "individually-rational": true,
    "one-price": true,
    "order-independent": true,
    "unaffected-by-non-crossing-order": true,
    monotone: true,
    truthful: false,
  },
};
