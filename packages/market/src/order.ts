import type { Price, Ukwh } from "@pumasi/quantities";

/** Which way the energy goes, seen from the member. */
export type Side = "buy" | "sell";

/**
 * An order that was taken into a slot's book.
 *
 * `sequence` is its place in the book, counted from 0 without gaps: it is the leaf's index on the
 * ledger and stands for time. `limitPrice` (10^-6 currency/kWh) is all-in, as the member said it: a
 * buyer pays no more and a seller receives no less, fees included. `energyUkwh` is above zero.
 */
export interface Order {
  sequence: number;
  account: number;
  side: Side;
  limitPrice: Price;
  energyUkwh: Ukwh;
}
