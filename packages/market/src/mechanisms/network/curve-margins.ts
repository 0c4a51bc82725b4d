import type { Price, Ukwh } from "@pumasi/quantities";
import type { MarketOrder } from "../market-order.js";
import type { NetworkLayout } from "./network-layout.js";

/**
 * Where a curve is filled up to: what it offers and gets (10^-6 kWh), its least good order that got
 * energy and its best one that could have had more, with the limits of the two (10^-6 currency/kWh).
 */
export interface CurveMargin {
  offeredUkwh: Ukwh;
  filledUkwh: Ukwh;
  worst: { sequence: number; limit: Price } | null;
  next: { sequence: number; limit: Price } | null;
}

/** The margins of all curves of a layout, in one pass over the orders. */
export function curveMargins(
  layout: NetworkLayout,
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  fills: readonly Ukwh[],
): CurveMargin[] {
  const margins = layout.curves.map(
    (): CurveMargin => ({ offeredUkwh: 0, filledUkwh: 0, worst: null, next: null }),
  );
  for (const order of orders) {
    const { sequence, energyUkwh, side } = order;
    const margin = margins[layout.curveOf(order)] as CurveMargin;
    const [fill, limit] = [fills[sequence] as Ukwh, limits[sequence] as Price];
    const isBetter = (other: Price) => (side === "buy" ? limit > other : limit < other);
    const isWorse = (other: Price) => (side === "buy" ? limit < other : limit > other);
    margin.offeredUkwh += energyUkwh;
    margin.filledUkwh += fill;
    const { worst, next } = margin;
    if (fill > 0 && (worst === null || isWorse(worst.limit))) margin.worst = { sequence, limit };
    if (fill < energyUkwh && (next === null || isBetter(next.limit))) {
      margin.next = { sequence, limit };
    }
  }
  return margins;
}
