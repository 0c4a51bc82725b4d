import { apportion, type Price, type Ukwh } from "@pumasi/quantities";
import type { MarketOrder } from "../market-order.js";
import type { CurveStep } from "./network-arcs.js";
import type { NetworkLayout } from "./network-layout.js";

/** Orders of one curve at one limit (10^-6 currency/kWh), by ascending sequence. */
interface PriceLevel {
  limit: Price;
  orders: MarketOrder[];
}

/** The orders of a book as curves: levels in merit order, by the layout's numbers. */
export interface NetworkCurves {
  steps: CurveStep[][];
  /** Each order's energy (10^-6 kWh) by sequence, when the curves carry these flows. */
  fillsFor(flowsUkwh: readonly Ukwh[]): Ukwh[];
}

/**
 * Gathers orders (by sequence) that are alike: those of one zone, group, side and limit, of which
 * none has a better claim than another. A level that is filled in part is shared pro rata to what its
 * orders offer, by largest remainder and then the lowest sequence.
 */
export function networkCurves(
  layout: NetworkLayout,
  orders: readonly MarketOrder[],
  limits: readonly Price[],
): NetworkCurves {
  const levelsOf = layout.curves.map(() => new Map<Price, PriceLevel>());
  for (const order of orders) {
    const levels = levelsOf[layout.curveOf(order)] as Map<Price, PriceLevel>;
    const limit = limits[order.sequence] as Price;
    const level = levels.get(limit);
    if (level === undefined) levels.set(limit, { limit, orders: [order] });
    else level.orders.push(order);
  }
  const curves = levelsOf.map((levels, index) => {
    const sign = layout.curves[index]?.side === "sell" ? 1 : -1;
    return [...levels.values()].sort((one, other) => sign * (one.limit - other.limit));
  });
  const steps = curves.map(stepsOf);
  const fillsFor = (flowsUkwh: readonly Ukwh[]) => {
    const fills = orders.map(() => 0);
    for (const [index, levels] of curves.entries())
      fillLevels(levels, flowsUkwh[index] as Ukwh, fills);
    return fills;
  };
  return { steps, fillsFor };
}

function stepsOf(levels: readonly PriceLevel[]): CurveStep[] {
  let untilUkwh = 0;
  return levels.map(({ limit, orders }) => {
    for (const { energyUkwh } of orders) untilUkwh += energyUkwh;
    return { untilUkwh, limit };
  });
}

function fillLevels(levels: readonly PriceLevel[], flowUkwh: Ukwh, fills: Ukwh[]): void {
  let leftUkwh = flowUkwh;
  for (const { orders } of levels) {
    if (leftUkwh === 0) return;
    const energies = orders.map(({ energyUkwh }) => energyUkwh);
    const offeredUkwh = energies.reduce((sum, energyUkwh) => sum + energyUkwh, 0);
    const filledUkwh = Math.min(leftUkwh, offeredUkwh);
    const shares = filledUkwh === offeredUkwh ? energies : apportion(filledUkwh, energies);
    for (const [place, { sequence }] of orders.entries()) fills[sequence] = shares[place] as Ukwh;
    leftUkwh -= filledUkwh;
  }
}
