import type { Price } from "@pumasi/quantities";
import { drawFraction, keyOf } from "./random-draw.js";
import type { HomePlan, Limits, TariffPlan } from "./scenario.js";

/** What every home wishes for once, all-in limits in 10^-6 currency/kWh, by home. */
export interface Wishes {
  buyBelow: Float64Array;
  sellAbove: Float64Array;
}

/**
 * The homes' wishes. With `grid` limits they never narrow what the grid offers. With `drawn` ones each home
 * has, by the seed, a most it pays in the dearer half of the way from its tariff's lowest feed-in
 * price to its highest retail price, and a least it takes in the cheaper half.
 */
export function drawWishes(
  limits: Limits,
  homes: readonly HomePlan[],
  tariffs: readonly TariffPlan[],
  seed: string,
): Wishes {
  const buyBelow = new Float64Array(homes.length);
  const sellAbove = new Float64Array(homes.length);
  const ranges = new Map(tariffs.map((tariff) => [tariff.name, rangeOf(tariff)]));
  homes.forEach(({ name, tariff }, home) => {
    const { lowest, highest } = ranges.get(tariff) ?? { lowest: 0, highest: 0 };
    const key = keyOf(`${seed}/${name}/wish`);
    const half = (highest - lowest) / 2;
    const draws = limits === "grid" ? [1, 0] : [drawFraction(key, 0), drawFraction(key, 1)];
    buyBelow[home] = Math.round(lowest + half + half * (draws[0] as number));
    sellAbove[home] = Math.round(lowest + half * (draws[1] as number));
  });
  return { buyBelow, sellAbove };
}

function rangeOf({ retail, feedIn }: TariffPlan): { lowest: Price; highest: Price } {
  const lowest = Math.min(...feedIn.map(({ price }) => price));
  return { lowest, highest: Math.max(lowest, ...retail.map(({ price }) => price)) };
}
