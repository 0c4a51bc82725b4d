import { type Amount, assert, type Price, type Ukwh } from "@pumasi/quantities";

/** An amount is kept as high × 2^50 + low; with |low| < 2^50 a few products fit on top of it. */
const LIMB = 2 ** 50;
/** Products below this are exact in a double, and so is their sum with a low limb. */
const NARROW = 2 ** 52;
/** Where a factor of a wide product is cut in two. */
const HALF = 2 ** 25;
/** The largest price whose products still fit the limbs. */
const WIDEST_PRICE = 2 ** 48;
const TOO_LARGE = "an amount stays below 2^103";

/**
 * One amount (10^-12 currency) a place, added up exactly and without allocating: a year's sums pass
 * a safe integer, and a `bigint` an addition would cost more than settling. Plus is money that the
 * account receives.
 *
 * Each amount is two whole doubles. A product below 2^52 is added to the low one as it is; a wider
 * one is first split into halves of 25 bits (Dekker, "A floating-point technique for extending the
 * available precision", 1971). Energies are safe integers and prices whole and below 2^48 in size;
 * an amount may reach 2^103, after which it stops as a bug rather than lose a unit.
 */
export class AmountColumn {
  readonly length: number;
  readonly #high: Float64Array;
  readonly #low: Float64Array;

  constructor(length: number) {
    this.length = length;
    this.#high = new Float64Array(length);
    this.#low = new Float64Array(length);
  }

  /** Adds energy (10^-6 kWh, minus takes away) times price (10^-6 currency/kWh) at a place. */
  add(place: number, energyUkwh: Ukwh, price: Price): void {
    const product = energyUkwh * price;
    if (product < NARROW && product > -NARROW) {
      const low = (this.#low[place] as number) + product;
      if (low < LIMB && low > -LIMB) this.#low[place] = low;
      else this.#carry(place, low);
    } else this.#addWide(place, energyUkwh, price);
  }

  /** The amount at a place. */
  at(place: number): Amount {
    assert(place >= 0 && place < this.length, "the column has this place");
    const [high, low] = [this.#high[place] as number, BigInt(this.#low[place] as number)];
    return high === 0 ? low : BigInt(high) * BigInt(LIMB) + low;
  }

  /** What all places add up to. */
  sum(): Amount {
    let [high, low] = [0, 0];
    for (let place = 0; place < this.length; place++) {
      low += this.#low[place] as number;
      const carried = Math.trunc(low / LIMB);
      low -= carried * LIMB;
      high += (this.#high[place] as number) + carried;
      assert(Number.isSafeInteger(high), TOO_LARGE);
    }
    return BigInt(high) * BigInt(LIMB) + BigInt(low);
  }

  /** Adds what another column of the same length has, place by place. */
  addColumn(other: AmountColumn): void {
    assert(other.length === this.length, "columns that are added are of one length");
    for (let place = 0; place < this.length; place++) {
      this.#high[place] = (this.#high[place] as number) + (other.#high[place] as number);
      this.#carry(place, (this.#low[place] as number) + (other.#low[place] as number));
    }
  }

  /** Tells whether the amount at a place is below zero, without making a bigint of it. */
  isNegative(place: number): boolean {
    const high = this.#high[place] as number;
    // The low part is smaller than one of the high, whatever its sign.
    return high < 0 || (high === 0 && (this.#low[place] as number) < 0);
  }

  /** Starts again from nothing at every place. */
  clear(): void {
    this.#high.fill(0);
    this.#low.fill(0);
  }

  #addWide(place: number, energyUkwh: Ukwh, price: Price): void {
    assert(Number.isSafeInteger(energyUkwh), "an energy is whole");
    assert(Number.isSafeInteger(price) && Math.abs(price) < WIDEST_PRICE, "a price is whole");
    const energyHigh = Math.trunc(energyUkwh / HALF);
    const energyLow = energyUkwh - energyHigh * HALF;
    const priceHigh = Math.trunc(price / HALF);
    const priceLow = price - priceHigh * HALF;
    this.#high[place] = (this.#high[place] as number) + energyHigh * priceHigh;
    this.#addMiddle(place, energyHigh * priceLow);
    this.#addMiddle(place, energyLow * priceHigh);
    this.#carry(place, (this.#low[place] as number) + energyLow * priceLow);
  }

  /** Adds a number of halves, each worth 2^25. */
  #addMiddle(place: number, halves: number): void {
    const whole = Math.trunc(halves / HALF);
    this.#high[place] = (this.#high[place] as number) + whole;
    this.#carry(place, (this.#low[place] as number) + (halves - whole * HALF) * HALF);
  }

  #carry(place: number, low: number): void {
    const carried = Math.trunc(low / LIMB);
    const high = (this.#high[place] as number) + carried;
    assert(Number.isSafeInteger(high), TOO_LARGE);
    this.#high[place] = high;
    this.#low[place] = low - carried * LIMB;
  }
}
