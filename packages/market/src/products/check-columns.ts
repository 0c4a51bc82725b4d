import { assert } from "@pumasi/quantities";
import type { ProductColumns } from "./product-columns.js";

/** Sums of safe integers stay exact when the multiples of this are added apart from the rest. */
const HALF = 2 ** 26;

/** Stops where an energy is not a whole number of 10^-6 kWh, or below zero. */
export function checkEnergies(column: Float64Array, length: number): void {
  assert(column.length >= length, "every account has its energy");
  let isWhole = true;
  for (let place = 0; place < length; place++) {
    const energyUkwh = column[place] as number;
    isWhole = isWhole && energyUkwh >= 0 && Number.isSafeInteger(energyUkwh);
  }
  assert(isWhole, "an energy is whole and ≥ 0");
}

/** Stops where what was metered is no energy. */
export function checkMeters({ importedUkwh, exportedUkwh, length }: ProductColumns): void {
  checkEnergies(importedUkwh, length);
  checkEnergies(exportedUkwh, length);
}

/** Stops where two columns do not add up to the same. */
export function checkBalance(
  buys: Float64Array,
  sells: Float64Array,
  length: number,
  mustHold: string,
): void {
  let [high, low] = [0, 0];
  for (let place = 0; place < length; place++) {
    const difference = (buys[place] as number) - (sells[place] as number);
    const whole = Math.trunc(difference / HALF);
    high += whole;
    low += difference - whole * HALF;
  }
  assert(high * HALF + low === 0, mustHold);
}
