import { type Slot, slotStart, type Ukwh } from "@pumasi/quantities";
import { Batteries } from "./battery.js";
import { ElectricVehicles } from "./electric-vehicles.js";
import { noFlow } from "./flow-gathering.js";
import { coldnessOf, LOAD_SHAPES, loadAt } from "./load-shape.js";
import { type LocalDay, localDayOf } from "./local-calendar.js";
import { drawFraction, keyOf } from "./random-draw.js";
import { energyInSlot } from "./recorded-energy.js";
import type { HomePlan, RecordedEnergy, Scenario } from "./scenario.js";
import { clearSkyPower, type SunDay, solarMinuteAt, sunOn, Weather } from "./sunshine.js";

const SECONDS_OF_YEAR = 365.25 * 86_400;

/**
 * Energies of all homes together in one slot, 10^-6 kWh: what they used (load), what their vehicles and
 * batteries took and gave, what the panels made, and what the homes' meters imported and exported.
 */
export interface SlotFlow {
  loadUkwh: number;
  vehicleUkwh: number;
  panelsUkwh: number;
  chargedUkwh: number;
  dischargedUkwh: number;
  importedUkwh: number;
  exportedUkwh: number;
}

/** A home's energies over the whole period, 10^-6 kWh. */
export interface HomeEnergy {
  loadUkwh: Ukwh;
  vehicleUkwh: Ukwh;
  panelsUkwh: Ukwh;
  chargedUkwh: Ukwh;
  dischargedUkwh: Ukwh;
  batteryLossUkwh: Ukwh;
  storedAtStartUkwh: Ukwh;
  storedAtEndUkwh: Ukwh;
  importedUkwh: Ukwh;
  exportedUkwh: Ukwh;
}

/**
 * The homes as their meters see them, slot by slot: load, panels, vehicle, battery, and what is left
 * to import or export. It is computed once for all markets, because no dispatch here depends on the
 * market. Memory grows with the homes, not with the period. For each home and the whole period, to
 * the last unit: load + vehicle + battery losses + exported + stored at the end =
 * panels + imported + stored at the start.
 */
export class CommunityEnergy {
  /** Of the slot computed last, by home. */
  readonly importedUkwh: Float64Array;
  readonly exportedUkwh: Float64Array;
  readonly flow: SlotFlow;
  readonly #scenario: Scenario;
  readonly #weather: Weather;
  readonly #batteries: Batteries;
  readonly #vehicles: ElectricVehicles;
  readonly #initialUkwh: Float64Array;
  readonly #sums: Record<"load" | "panels" | "imported" | "exported", Float64Array>;
  readonly #loadRecords: (RecordedEnergy | null)[];
  readonly #panelRecords: (RecordedEnergy | null)[];
  readonly #meanLoad: Float64Array;
  readonly #shape: Uint8Array;
  readonly #slotKey: Int32Array;
  readonly #hourKey: Int32Array;
  readonly #peakUkwh: Float64Array;
  readonly #roof: Uint16Array;
  readonly #roofs: number[] = [];
  readonly #loadNow = new Float64Array(LOAD_SHAPES.length);
  readonly #powerNow: Float64Array;
  #day: LocalDay | null = null;
  #sun: SunDay = sunOn(0);
  #coldness = 0;

  constructor(scenario: Scenario) {
    const { homes, seed, slotSeconds } = scenario;
    const column = () => new Float64Array(homes.length);
    this.#scenario = scenario;
    this.#weather = new Weather(seed);
    this.#batteries = new Batteries(homes.length);
    this.#vehicles = new ElectricVehicles(homes.length);
    this.importedUkwh = column();
    this.exportedUkwh = column();
    this.flow = noFlow();
    this.#sums = { load: column(), panels: column(), imported: column(), exported: column() };
    this.#loadRecords = homes.map(({ load }) => (load.kind === "recorded" ? load.recorded : null));
    this.#panelRecords = homes.map(({ panels }) =>
      panels?.kind === "recorded" ? panels.recorded : null,
    );
    this.#meanLoad = column();
    this.#peakUkwh = column();
    this.#shape = new Uint8Array(homes.length);
    this.#slotKey = Int32Array.from(homes, ({ name }) => keyOf(`${seed}/${name}/slot`));
    this.#hourKey = Int32Array.from(homes, ({ name }) => keyOf(`${seed}/${name}/hour`));
    this.#roof = new Uint16Array(homes.length);
    homes.forEach((home, index) => {
      this.#moveIn(home, index);
      if (home.vehicle !== null) {
        this.#vehicles.install(index, home.name, home.vehicle, seed, slotSeconds);
      }
    });
    this.#initialUkwh = this.#batteries.storedUkwh.slice();
    this.#powerNow = new Float64Array(this.#roofs.length);
  }

  /** What vehicles lacked when they left, 10^-6 kWh. */
  get unmetVehicleUkwh(): Ukwh {
    return this.#vehicles.unmetUkwh;
  }

  /** Computes the next slot; slots come one after the other. */
  advance(slot: Slot): LocalDay {
    const day = this.#beginSlot(slot);
    const { importedUkwh, exportedUkwh, flow } = this;
    const sums = this.#sums;
    const hour = Math.floor(slotStart(slot, this.#scenario.slotSeconds) / 3_600_000);
    Object.assign(flow, noFlow());
    for (let home = 0; home < importedUkwh.length; home++) {
      const load = this.#loadOf(home, slot, hour);
      const panels = this.#panelsOf(home, slot);
      const charge = this.#vehicles.charge(home, slot, Math.max(0, panels - load));
      const before = load + charge - panels;
      const after = this.#batteries.dispatch(home, before);
      const imported = after > 0 ? after : 0;
      const exported = after < 0 ? -after : 0;
      importedUkwh[home] = imported;
      exportedUkwh[home] = exported;
      add(sums.load, home, load);
      add(sums.panels, home, panels);
      add(sums.imported, home, imported);
      add(sums.exported, home, exported);
      flow.loadUkwh += load;
      flow.vehicleUkwh += charge;
      flow.panelsUkwh += panels;
      if (before < after) flow.chargedUkwh += after - before;
      else flow.dischargedUkwh += before - after;
      flow.importedUkwh += imported;
      flow.exportedUkwh += exported;
    }
    return day;
  }

  /** A home's energies from the first slot to the one computed last. */
  energyOf(home: number): HomeEnergy {
    const at = (values: Float64Array) => values[home] as Ukwh;
    return {
      loadUkwh: at(this.#sums.load),
      vehicleUkwh: at(this.#vehicles.chargedUkwh),
      panelsUkwh: at(this.#sums.panels),
      chargedUkwh: at(this.#batteries.chargedUkwh),
      dischargedUkwh: at(this.#batteries.dischargedUkwh),
      batteryLossUkwh: at(this.#batteries.lossUkwh),
      storedAtStartUkwh: at(this.#initialUkwh),
      storedAtEndUkwh: at(this.#batteries.storedUkwh),
      importedUkwh: at(this.#sums.imported),
      exportedUkwh: at(this.#sums.exported),
    };
  }

  #moveIn({ load, panels, battery }: HomePlan, index: number): void {
    const { slotSeconds } = this.#scenario;
    if (load.kind === "generated") {
      this.#meanLoad[index] = (load.annualUkwh * slotSeconds) / SECONDS_OF_YEAR;
      this.#shape[index] = LOAD_SHAPES.indexOf(load.shape);
    }
    if (panels?.kind === "generated") {
      // One watt for an hour is a thousand units of energy.
      this.#peakUkwh[index] = (panels.peakWatts * 1000 * slotSeconds) / 3600;
      if (!this.#roofs.includes(panels.minutesEast)) this.#roofs.push(panels.minutesEast);
      this.#roof[index] = this.#roofs.indexOf(panels.minutesEast);
    }
    if (battery !== null) {
      const powerUkwh = Math.floor((battery.powerUkwhPerHour * slotSeconds) / 3600);
      this.#batteries.install(index, { ...battery, powerUkwh });
    }
  }

  /** What all homes have in common in a slot: the day, the shapes of loads, the sun. */
  #beginSlot(slot: Slot): LocalDay {
    const { timeZone, slotSeconds, site } = this.#scenario;
    let day = this.#day;
    if (day === null || slot >= day.untilSlot) {
      day = localDayOf(slot, timeZone, slotSeconds);
      this.#day = day;
      this.#sun = sunOn(day.dayOfYear);
      this.#coldness = coldnessOf(day.dayOfYear, site.latitude);
      if (this.#vehicles.count > 0) {
        this.#vehicles.beginDay(day, localDayOf(day.untilSlot, timeZone, slotSeconds));
      }
    }
    const minute = day.minutes[slot - day.fromSlot] as number;
    const isWeekend = day.weekday === 0 || day.weekday === 6;
    LOAD_SHAPES.forEach((shape, index) => {
      this.#loadNow[index] = loadAt(shape, minute, isWeekend, this.#coldness);
    });
    const middle = slotStart(slot, slotSeconds) + slotSeconds * 500;
    const light = this.#weather.lightAt(middle);
    const solarMinute = solarMinuteAt(middle, site);
    this.#roofs.forEach((minutesEast, index) => {
      this.#powerNow[index] =
        light * clearSkyPower(this.#sun, site.latitude, solarMinute, minutesEast);
    });
    return day;
  }

  /** Generated loads go up and down from hour to hour, and jump from slot to slot as appliances do. */
  #loadOf(home: number, slot: Slot, hour: number): Ukwh {
    const recorded = this.#loadRecords[home] as RecordedEnergy | null;
    if (recorded !== null) return energyInSlot(recorded, slot, this.#scenario.slotSeconds);
    const jump = drawFraction(this.#slotKey[home] as number, slot);
    const drift = drawFraction(this.#hourKey[home] as number, hour);
    // Both factors are 1 in the mean.
    const noise = (0.5 + 2 * jump * jump * jump) * (0.6 + 0.8 * drift);
    const shape = this.#loadNow[this.#shape[home] as number] as number;
    return Math.floor((this.#meanLoad[home] as number) * shape * noise);
  }

  #panelsOf(home: number, slot: Slot): Ukwh {
    const recorded = this.#panelRecords[home] as RecordedEnergy | null;
    if (recorded !== null) return energyInSlot(recorded, slot, this.#scenario.slotSeconds);
    const peak = this.#peakUkwh[home] as number;
    return peak === 0
      ? 0
      : Math.floor(peak * (this.#powerNow[this.#roof[home] as number] as number));
  }
}

function add(column: Float64Array, place: number, energyUkwh: number): void {
  column[place] = (column[place] as number) + energyUkwh;
}
