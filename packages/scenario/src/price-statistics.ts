import { type Amount, floorDivide, type Price, type Ukwh } from "@pumasi/quantities";

/** How many equal steps the distribution of prices is given in. */
const STEPS = 100;

/**
 * What a kWh cost among neighbours, in 10^-6 currency/kWh, without fees, over the slots in which
 * anything was traded: a slot's price is the mean of what buyers paid in it. `mean` is each slot's
 * alike, `energyWeightedMean` each kWh's; both rounded down. `quantiles` holds the 0th, 1st … 100th
 * percentile by nearest rank, so that the 50th is the (lower) median.
 */
export interface PriceStatistics {
  slots: number;
  lowest: Price;
  highest: Price;
  mean: Price;
  energyWeightedMean: Price;
  median: Price;
  quantiles: Price[];
}

/** Gathers slots' prices; room for as many slots as the period has. */
export class PriceGathering {
  readonly #prices: Float64Array;
  #count = 0;
  #paid: Amount = 0n;
  #energyUkwh = 0n;

  constructor(slots: number) {
    this.#prices = new Float64Array(slots);
  }

  /** A slot in which buyers paid an amount (10^-12 currency) for an energy above zero. */
  add(paid: Amount, energyUkwh: Ukwh): void {
    this.#prices[this.#count] = Number(floorDivide(paid, BigInt(energyUkwh)));
    this.#count += 1;
    this.#paid += paid;
    this.#energyUkwh += BigInt(energyUkwh);
  }

  /** The statistics; null when nothing was ever traded. */
  statistics(): PriceStatistics | null {
    const count = this.#count;
    if (count === 0) return null;
    const sorted = this.#prices.slice(0, count).sort();
    const quantiles = Array.from({ length: STEPS + 1 }, (_, step) => {
      const rank = Math.max(1, Math.ceil((step * count) / STEPS));
      return sorted[rank - 1] as Price;
    });
    const sum = sorted.reduce((total, price) => total + BigInt(price), 0n);
    return {
      slots: count,
      lowest: sorted[0] as Price,
      highest: sorted[count - 1] as Price,
      mean: Number(floorDivide(sum, BigInt(count))),
      energyWeightedMean: Number(floorDivide(this.#paid, this.#energyUkwh)),
      median: quantiles[STEPS / 2] as Price,
      quantiles,
    };
  }
}
