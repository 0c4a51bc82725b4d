import { assert, type Ukwh } from "@pumasi/quantities";

const PPM = 1_000_000;

/**
 * Batteries that serve their own home alone ("self-consumption"): what the panels leave over is
 * charged, what is lacking is discharged, as far as power and what is stored allow. All losses are
 * taken on the way in: of an energy charged, floor(energy × roundTrip) is stored, and all that is
 * stored comes out. Energies in 10^-6 kWh, whole; none is lost but what `lossUkwh` counts.
 */
export class Batteries {
  readonly storedUkwh: Float64Array;
  readonly chargedUkwh: Float64Array;
  readonly dischargedUkwh: Float64Array;
  readonly lossUkwh: Float64Array;
  readonly #capacityUkwh: Float64Array;
  readonly #powerUkwh: Float64Array;
  readonly #roundTripPpm: Float64Array;

  constructor(homes: number) {
    const column = () => new Float64Array(homes);
    this.storedUkwh = column();
    this.chargedUkwh = column();
    this.dischargedUkwh = column();
    this.lossUkwh = column();
    this.#capacityUkwh = column();
    this.#powerUkwh = column();
    this.#roundTripPpm = column().fill(PPM);
  }

  /** Puts a battery into a home; `powerUkwh` is the most it takes or gives in one slot. */
  install(
    home: number,
    battery: { capacityUkwh: Ukwh; initialUkwh: Ukwh; powerUkwh: Ukwh; roundTripPpm: number },
  ): void {
    const { capacityUkwh, initialUkwh, powerUkwh, roundTripPpm } = battery;
    assert(initialUkwh >= 0 && initialUkwh <= capacityUkwh, "a battery holds what fits");
    assert(roundTripPpm > 0 && roundTripPpm <= PPM, "a battery gives no more than it takes");
    assert(powerUkwh * PPM <= Number.MAX_SAFE_INTEGER, "a battery's power is within reason");
    assert(capacityUkwh * PPM <= Number.MAX_SAFE_INTEGER, "a battery's size is within reason");
    this.#capacityUkwh[home] = capacityUkwh;
    this.#powerUkwh[home] = powerUkwh;
    this.#roundTripPpm[home] = roundTripPpm;
    this.storedUkwh[home] = initialUkwh;
  }

  /**
   * One slot of one home: what it lacks (plus) or has left (minus) before the battery, and after it.
   */
  dispatch(home: number, lackingUkwh: number): number {
    const stored = this.storedUkwh[home] as Ukwh;
    const power = this.#powerUkwh[home] as Ukwh;
    if (lackingUkwh > 0) {
      const given = Math.min(lackingUkwh, stored, power);
      this.storedUkwh[home] = stored - given;
      this.dischargedUkwh[home] = (this.dischargedUkwh[home] as Ukwh) + given;
      return lackingUkwh - given;
    }
    const roundTrip = this.#roundTripPpm[home] as number;
    const room = Math.floor((((this.#capacityUkwh[home] as Ukwh) - stored) * PPM) / roundTrip);
    const taken = Math.min(-lackingUkwh, room, power);
    const kept = Math.floor((taken * roundTrip) / PPM);
    this.storedUkwh[home] = stored + kept;
    this.chargedUkwh[home] = (this.chargedUkwh[home] as Ukwh) + taken;
    this.lossUkwh[home] = (this.lossUkwh[home] as Ukwh) + (taken - kept);
    return lackingUkwh + taken;
  }
}
