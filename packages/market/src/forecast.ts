import { assert, type Price, type Ukwh } from "@pumasi/quantities";
import type { Side } from "./order.js";

/** Energy (10^-6 kWh) drawn from and fed into the grid in one slot. */
export interface SlotEnergy {
  importedUkwh: Ukwh;
  exportedUkwh: Ukwh;
}

/** What a household wished for once: all-in limits in 10^-6 currency/kWh. */
export interface PriceWishes {
  buyBelow: Price;
  sellAbove: Price;
}

/**
 * An order (all-in limit in 10^-6 currency/kWh, energy in 10^-6 kWh) that nobody has signed yet.
 */
export interface IntendedOrder {
  side: Side;
  energyUkwh: Ukwh;
  limitPrice: Price;
}

/**
 * Forecasts one slot by the same-hour mean of the last seven days: the mean (10^-6 kWh, rounded
 * down) of what was measured in the same local hour. Null without history, because missing is never
 * zero.
 */
export function sameHourMean(history: readonly SlotEnergy[]): SlotEnergy | null {
  if (history.length === 0) return null;
  return {
    importedUkwh: meanOf(history.map(({ importedUkwh }) => importedUkwh)),
    exportedUkwh: meanOf(history.map(({ exportedUkwh }) => exportedUkwh)),
  };
}

/** The mean of at least one energy (10^-6 kWh), rounded down. */
export function meanOf(energies: readonly Ukwh[]): Ukwh {
  assert(energies.length > 0, "a mean is of something");
  const sum = energies.reduce((total, energy) => total + BigInt(energy), 0n);
  return Number(sum / BigInt(energies.length));
}

/**
 * The order that a household's forecast calls for: to buy what it lacks or to sell what it has left
 * after its own use. Null without a forecast, and when nothing is lacking or left.
 */
export function orderFromForecast(
  forecast: SlotEnergy | null,
  wishes: PriceWishes,
): IntendedOrder | null {
  if (forecast === null) return null;
  const lackingUkwh = forecast.importedUkwh - forecast.exportedUkwh;
  if (lackingUkwh === 0) return null;
  return lackingUkwh > 0
    ? { side: "buy", energyUkwh: lackingUkwh, limitPrice: wishes.buyBelow }
    : { side: "sell", energyUkwh: -lackingUkwh, limitPrice: wishes.sellAbove };
}
