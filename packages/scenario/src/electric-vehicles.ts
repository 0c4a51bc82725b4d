import type { Slot, Ukwh } from "@pumasi/quantities";
import type { LocalDay } from "./local-calendar.js";
import { drawBetween, keyOf } from "./random-draw.js";
import type { VehiclePlan } from "./scenario.js";

/** Draws of one day hang on the day's number times this, plus which of the three it is. */
const DRAWS = 4;

interface Vehicle {
  home: number;
  key: number;
  plan: VehiclePlan;
  powerUkwh: Ukwh;
  leavesAt: Slot;
  returnsAt: Slot;
  leavesNext: Slot;
  neededUkwh: Ukwh;
  remainingUkwh: Ukwh;
  isAway: boolean;
}

/**
 * Electric vehicles that leave every day and come home in need of energy (10^-6 kWh at the plug).
 *
 * `on-arrival` charges at full power from the slot it returns in. `solar-first` takes what the home's
 * panels leave over, and from the grid only what could not be charged any more by the time it leaves; so
 * it is full at departure whenever that is possible at all. What is lacking at departure is counted in
 * `unmetUkwh`, never forgotten. A vehicle is full when the period begins.
 */
export class ElectricVehicles {
  readonly chargedUkwh: Float64Array;
  unmetUkwh = 0;
  readonly #vehicles: Vehicle[] = [];
  readonly #ofHome: (Vehicle | null)[];

  constructor(homes: number) {
    this.chargedUkwh = new Float64Array(homes);
    this.#ofHome = new Array<Vehicle | null>(homes).fill(null);
  }

  /** Gives a home a vehicle; `seed` and the home's name decide its days. */
  install(home: number, name: string, plan: VehiclePlan, seed: string, slotSeconds: number): void {
    const vehicle: Vehicle = {
      home,
      key: keyOf(`${seed}/${name}/vehicle`),
      plan,
      powerUkwh: Math.floor((plan.powerUkwhPerHour * slotSeconds) / 3600),
      leavesAt: 0,
      returnsAt: 0,
      leavesNext: 0,
      neededUkwh: 0,
      remainingUkwh: 0,
      isAway: false,
    };
    this.#vehicles.push(vehicle);
    this.#ofHome[home] = vehicle;
  }

  get count(): number {
    return this.#vehicles.length;
  }

  /** Draws when everybody leaves and returns on a local day; `next` is the day after it. */
  beginDay(day: LocalDay, next: LocalDay): void {
    for (const vehicle of this.#vehicles) {
      const { key, plan } = vehicle;
      const draw = (which: number, of: LocalDay) => of.dayNumber * DRAWS + which;
      const leaves = drawBetween(plan.leavesMinute, key, draw(0, day));
      const returns = drawBetween(plan.returnsMinute, key, draw(1, day));
      vehicle.leavesAt = slotFrom(day, leaves);
      vehicle.returnsAt = slotFrom(day, returns);
      vehicle.leavesNext = slotFrom(next, drawBetween(plan.leavesMinute, key, draw(0, next)));
      vehicle.neededUkwh = drawBetween(plan.dailyUkwh, key, draw(2, day));
    }
  }

  /** What a home's vehicle charges in a slot, when the home has `surplusUkwh` of its own left (≥ 0). */
  charge(home: number, slot: Slot, surplusUkwh: Ukwh): Ukwh {
    const vehicle = this.#ofHome[home];
    if (vehicle === null || vehicle === undefined) return 0;
    const isAway = slot >= vehicle.leavesAt && slot < vehicle.returnsAt;
    if (isAway !== vehicle.isAway) this.#turn(vehicle, isAway);
    if (isAway || vehicle.remainingUkwh === 0) return 0;
    const { remainingUkwh, powerUkwh } = vehicle;
    const leavesAt = slot < vehicle.leavesAt ? vehicle.leavesAt : vehicle.leavesNext;
    const later = (leavesAt - slot - 1) * powerUkwh;
    const wanted =
      vehicle.plan.strategy === "on-arrival"
        ? remainingUkwh
        : Math.max(surplusUkwh, remainingUkwh - later);
    const taken = Math.min(wanted, remainingUkwh, powerUkwh);
    vehicle.remainingUkwh = remainingUkwh - taken;
    this.chargedUkwh[home] = (this.chargedUkwh[home] as Ukwh) + taken;
    return taken;
  }

  #turn(vehicle: Vehicle, isAway: boolean): void {
    vehicle.isAway = isAway;
    if (isAway) this.unmetUkwh += vehicle.remainingUkwh;
    vehicle.remainingUkwh = isAway ? 0 : vehicle.neededUkwh;
  }
}

/** The first slot of a day that starts at or after a minute of it; the day's end when there is none. */
function slotFrom({ minutes, fromSlot, untilSlot }: LocalDay, minute: number): Slot {
  const index = minutes.findIndex((start) => start >= minute);
  return index < 0 ? untilSlot : fromSlot + index;
}
