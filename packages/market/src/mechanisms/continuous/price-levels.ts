import type { Price } from "@pumasi/quantities";
import { inMeritOrder } from "../merit-order.js";

/** How many ticks between lowest and highest limit are levels as they are, beside two an order. */
const TICKS_AT_LEAST = 65_536;

/**
 * Limits as small whole numbers: the cheapest order stands at level 0, the dearest at `count` - 1,
 * and two orders at the same level exactly when their limits are the same. Levels nobody stands at
 * may lie between.
 */
export interface PriceLevels {
  levels: Uint32Array;
  count: number;
}

/**
 * Gives every limit (10^-6 currency/kWh, whole) its level. Limits on a bounded tick grid are counted
 * from the lowest; limits spread wider than that are ranked, which costs a sort. Linear either way.
 */
export function levelsOf(limits: Float64Array): PriceLevels {
  const levels = new Uint32Array(limits.length);
  if (limits.length === 0) return { levels, count: 0 };
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < limits.length; i++) {
    const limit = limits[i] as Price;
    if (limit < lowest) lowest = limit;
    if (limit > highest) highest = limit;
  }
  const range = highest - lowest;
  if (range >= TICKS_AT_LEAST + 2 * limits.length) return rank(limits, levels);
  for (let i = 0; i < limits.length; i++) levels[i] = (limits[i] as Price) - lowest;
  return { levels, count: range + 1 };
}

/** Writes each limit's place among the different limits there are. */
function rank(limits: Float64Array, levels: Uint32Array): PriceLevels {
  const all = new Uint32Array(limits.length);
  for (let i = 0; i < all.length; i++) all[i] = i;
  const sorted = inMeritOrder(all, limits, "sell");
  let level = 0;
  let price = limits[sorted[0] as number] as Price;
  for (let i = 0; i < sorted.length; i++) {
    const order = sorted[i] as number;
    const limit = limits[order] as Price;
    if (limit !== price) level += 1;
    price = limit;
    levels[order] = level;
  }
  return { levels, count: level + 1 };
}
