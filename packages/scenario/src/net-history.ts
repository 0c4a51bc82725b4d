import { assert, type Slot } from "@pumasi/quantities";
import type { Forecast } from "./scenario.js";

const DAY_SECONDS = 86_400;
const DAYS = 7;

/** How many days back a forecast looks; 0 needs no history. */
const REACH: Record<Forecast, number> = {
  perfect: 0,
  "persistence-day": 1,
  "persistence-week": DAYS,
  "same-hour-mean": DAYS,
};

/**
 * What every home's meter measured in the last days, and what may be expected from it. Energies in
 * 10^-6 kWh; one number a home and slot, because a home either imports or exports: plus is what it
 * lacks. "The same time" is a whole number of days of 24 hours before.
 */
export class NetHistory {
  readonly #homes: number;
  readonly #perDay: number;
  readonly #slots: number;
  readonly #nets: Float64Array;
  #first: Slot | null = null;
  #last: Slot = -1;

  /** Keeps as much as the forecasts need. */
  constructor(homes: number, slotSeconds: number, forecasts: readonly Forecast[]) {
    const days = Math.max(0, ...forecasts.map((forecast) => REACH[forecast]));
    this.#homes = homes;
    this.#perDay = DAY_SECONDS / slotSeconds;
    this.#slots = days * this.#perDay;
    this.#nets = new Float64Array(this.#slots * homes);
  }

  /** Remembers a slot, each after the one before. */
  remember(slot: Slot, importedUkwh: Float64Array, exportedUkwh: Float64Array): void {
    assert(this.#first === null || slot === this.#last + 1, "slots follow each other");
    this.#first ??= slot;
    this.#last = slot;
    if (this.#slots === 0) return;
    const row = (slot % this.#slots) * this.#homes;
    for (let home = 0; home < this.#homes; home++) {
      this.#nets[row + home] = (importedUkwh[home] as number) - (exportedUkwh[home] as number);
    }
  }

  /**
   * Writes what each home will lack (plus) or have left (minus) in the slot after the last, as far as can be
   * told: the day's or week's before, or the difference of the means, rounded down, of what was
   * imported and what was exported at the same time on the days that are known, at most seven. False
   * when nothing is known yet: missing is never zero.
   */
  expect(forecast: Exclude<Forecast, "perfect">, slot: Slot, nets: Float64Array): boolean {
    if (forecast === "same-hour-mean") return this.#expectMean(slot, nets);
    const before = slot - REACH[forecast] * this.#perDay;
    if (!this.#knows(before)) return false;
    const row = this.#rowOf(before);
    for (let home = 0; home < this.#homes; home++) nets[home] = this.#nets[row + home] as number;
    return true;
  }

  #expectMean(slot: Slot, nets: Float64Array): boolean {
    const rows: number[] = [];
    for (let day = 1; day <= DAYS; day++) {
      const before = slot - day * this.#perDay;
      if (this.#knows(before)) rows.push(this.#rowOf(before));
    }
    if (rows.length === 0) return false;
    for (let home = 0; home < this.#homes; home++) {
      let [imported, exported] = [0, 0];
      for (const row of rows) {
        const net = this.#nets[row + home] as number;
        if (net > 0) imported += net;
        else exported -= net;
      }
      nets[home] = Math.floor(imported / rows.length) - Math.floor(exported / rows.length);
    }
    return true;
  }

  #knows(slot: Slot): boolean {
    return this.#first !== null && slot >= this.#first && slot <= this.#last;
  }

  #rowOf(slot: Slot): number {
    return (slot % this.#slots) * this.#homes;
  }
}
