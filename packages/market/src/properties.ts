import type { MechanismName } from "./mechanisms/market-rule.js";

/**
 * Properties a market mechanism may have, for books as admission lets them in (an account's own
 * orders do not cross).
 *
 * - `energy-conserved`: as much is bought as is sold, and trades add up to the fills.
 * - `welfare-optimal`: no other matching within the limits gains more in all.
 * - `volume-maximal`: of those that gain most, none trades more.
 * - `budget-balanced`: buyers pay what sellers receive, to the last unit.
 * - `no-deficit`: buyers pay at least what sellers receive; the rest is stated, and the community's. A
 *   network has none but where a line that is overloaded already must be relieved at a loss.
 * - `individually-rational`: nobody pays more or receives less than its limit.
 * - `one-price`: everybody trades at the same price.
 * - `order-independent`: the order of the array never counts; time only where the rule says so.
 * - `unaffected-by-non-crossing-order`: a late order that gets nothing changes no trade and no price.
 * - `monotone`: a better limit never gets less energy, but for the one unit (10^-6 kWh) by which
 *   sharing a total in whole units may shift.
 * - `truthful`: no account with one order gains by saying another limit than its own.
 */
export const MARKET_PROPERTIES = [
  "energy-conserved",
  "welfare-optimal",
  "volume-maximal",
  "budget-balanced",
  "no-deficit",
  "individually-rational",
  "one-price",
  "order-independent",
  "unaffected-by-non-crossing-order",
  "monotone",
  "truthful",
] as const;

export type MarketProperty = (typeof MARKET_PROPERTIES)[number];

/** What every mechanism has. */
const ALWAYS = {
  "energy-conserved": true,
  "individually-rational": true,
  "order-independent": true,
} as const;

/**
 * Which property holds for which mechanism (MARKET.md). The property tests read this table: they
 * hunt for a counterexample to what it claims and show one for what it denies.
 */
export const PROPERTIES_OF: Readonly<
  Record<MechanismName, Readonly<Record<MarketProperty, boolean>>>
> = {
  "uniform-price": {
    ...ALWAYS,
    "no-deficit": true,
    "welfare-optimal": true,
    "volume-maximal": true,
    "budget-balanced": true,
    "one-price": true,
    "unaffected-by-non-crossing-order": true,
    monotone: true,
    truthful: false,
  },
  "pay-as-bid": {
    ...ALWAYS,
    "no-deficit": true,
    "welfare-optimal": true,
    "volume-maximal": true,
    "budget-balanced": true,
    "one-price": false,
    "unaffected-by-non-crossing-order": true,
    monotone: true,
    truthful: false,
  },
  continuous: {
    ...ALWAYS,
    "no-deficit": true,
    "welfare-optimal": false,
    "volume-maximal": false,
    "budget-balanced": true,
    "one-price": false,
    "unaffected-by-non-crossing-order": true,
    monotone: true,
    truthful: false,
  },
  bilateral: {
    ...ALWAYS,
    "no-deficit": true,
    "welfare-optimal": false,
    "volume-maximal": false,
    "budget-balanced": true,
    "one-price": false,
    "unaffected-by-non-crossing-order": true,
    monotone: true,
    truthful: false,
  },
  "mid-market-rate": {
    ...ALWAYS,
    "no-deficit": true,
    "welfare-optimal": false,
    "volume-maximal": false,
    "budget-balanced": true,
    "one-price": true,
    "unaffected-by-non-crossing-order": true,
    monotone: true,
    truthful: true,
  },
  truthful: {
    ...ALWAYS,
    "no-deficit": true,
    "welfare-optimal": false,
    "volume-maximal": false,
    "budget-balanced": false,
    "one-price": false,
    "unaffected-by-non-crossing-order": false,
    monotone: true,
    truthful: true,
  },
  "posted-price": {
    ...ALWAYS,
    "no-deficit": true,
    "welfare-optimal": false,
    "volume-maximal": false,
    "budget-balanced": true,
    "one-price": true,
    "unaffected-by-non-crossing-order": true,
    monotone: true,
    truthful: true,
  },
  network: {
    ...ALWAYS,
    "no-deficit": false,
    "welfare-optimal": true,
    "volume-maximal": true,
    "budget-balanced": false,
    "one-price": false,
    "unaffected-by-non-crossing-order": false,
    monotone: true,
    truthful: false,
  },
};
