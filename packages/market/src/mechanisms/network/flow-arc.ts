import type { Price, Ukwh } from "@pumasi/quantities";

/**
 * A piece of an arc, from where the one before it ends up to `untilUkwh` (10^-6 kWh), on which a
 * further unit costs the same. `price` (10^-6 currency/kWh) is what it costs in money; `cost` ranks
 * it against all others, money first and then what decides between equals. `excess` is plus one
 * where a further unit is one more beyond what the arc may carry, and minus one where it is one less.
 */
export interface FlowStep {
  untilUkwh: Ukwh;
  price: Price;
  cost: bigint;
  excess: -1 | 0 | 1;
}

/**
 * A way for energy from one node to another, with rising costs a unit. It begins at `startUkwh`
 * (10^-6 kWh), below zero where energy may also go the other way; what it carries lies between that
 * and the end of its last step, and zero lies between the two.
 */
export interface FlowArc {
  from: number;
  to: number;
  startUkwh: Ukwh;
  steps: readonly FlowStep[];
}
