import { assert, type Price } from "@pumasi/quantities";
import type { LocalDay } from "./local-calendar.js";
import type { PriceBand, TariffPlan } from "./scenario.js";

/**
 * Everybody's tariff in a slot, by home, in 10^-6 currency/kWh. Written anew only when a band begins.
 */
export class TariffColumns {
  readonly retailPrice: Float64Array;
  readonly feedInPrice: Float64Array;
  readonly buyerFee: Float64Array;
  readonly sellerFee: Float64Array;
  /** Which tariff a home has, as its place in `tariffs`. */
  readonly tariffOf: Uint16Array;
  /** Each tariff's prices in the slot. */
  readonly retailNow: Float64Array;
  readonly feedInNow: Float64Array;
  readonly tariffs: readonly TariffPlan[];
  /** Counts the times that prices changed, so that whoever sorted by them knows when to do it again. */
  version = 0;

  constructor(tariffs: readonly TariffPlan[], names: readonly string[]) {
    this.tariffs = tariffs;
    const places = new Map(tariffs.map(({ name }, index) => [name, index]));
    this.tariffOf = Uint16Array.from(names, (name) => {
      const place = places.get(name);
      assert(place !== undefined, "a home's tariff is one of the scenario's");
      return place;
    });
    const column = (price: (tariff: TariffPlan) => Price) =>
      Float64Array.from(this.tariffOf, (place) => price(tariffs[place] as TariffPlan));
    this.retailNow = new Float64Array(tariffs.length).fill(Number.NaN);
    this.feedInNow = new Float64Array(tariffs.length).fill(Number.NaN);
    this.retailPrice = new Float64Array(names.length);
    this.feedInPrice = new Float64Array(names.length);
    this.buyerFee = column(({ buyerFee }) => buyerFee);
    this.sellerFee = column(({ sellerFee }) => sellerFee);
  }

  /** Sets the prices of a slot that starts at a minute of a local day. */
  advance(day: LocalDay, minute: number): void {
    let changed = false;
    this.tariffs.forEach(({ retail, feedIn }, place) => {
      const retailPrice = priceIn(retail, day, minute);
      const feedInPrice = priceIn(feedIn, day, minute);
      changed ||= this.retailNow[place] !== retailPrice || this.feedInNow[place] !== feedInPrice;
      this.retailNow[place] = retailPrice;
      this.feedInNow[place] = feedInPrice;
    });
    if (!changed) return;
    this.version += 1;
    for (let home = 0; home < this.tariffOf.length; home++) {
      const place = this.tariffOf[home] as number;
      this.retailPrice[home] = this.retailNow[place] as Price;
      this.feedInPrice[home] = this.feedInNow[place] as Price;
    }
  }
}

/**
 * The price (10^-6 currency/kWh) at a minute of a local day: that of the latest band to have begun
 * on such a day. Bands are by ascending minute and the first of each kind of day begins at midnight.
 */
export function priceIn(
  bands: readonly PriceBand[],
  { weekday }: Pick<LocalDay, "weekday">,
  minute: number,
): Price {
  const other = weekday === 0 || weekday === 6 ? "weekdays" : "weekends";
  const band = bands.findLast(({ fromMinute, days }) => fromMinute <= minute && days !== other);
  assert(band !== undefined, "a tariff has a price at any time");
  return band.price;
}
