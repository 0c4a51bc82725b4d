import { assert, type Instant, type Slot, slotEnd, slotStart, type Ukwh } from "@pumasi/quantities";
import {
  MeterExhaustedError,
  MeterNotInstalledError,
  MeterNotYetMeasuredError,
  MeterSlotLengthUnsupportedError,
} from "./meter-errors.js";
import { type HomeHour, readHomeFile } from "./read-home-file.js";

/** Both registers of a meter at an instant, in 10^-6 kWh since the meter was new; they never fall. */
export interface MeterRegisters {
  importRegisterUkwh: Ukwh;
  exportRegisterUkwh: Ukwh;
}

/** What happened behind a home's meter during one slot, in 10^-6 kWh. */
export interface HomeEnergy {
  generatedUkwh: Ukwh;
  chargedUkwh: Ukwh;
  dischargedUkwh: Ukwh;
}

/** What passed through the meter during one slot, in 10^-6 kWh. */
export interface ProfileEntry {
  slot: Slot;
  importedUkwh: Ukwh;
  exportedUkwh: Ukwh;
}

export interface RecordedMeterOptions {
  /** The instant (ms, UTC) at which the first row's hour starts; a slot boundary. */
  firstSlotStart: Instant;
  /** The community's slot length; only 3600 s, the length of a row. */
  slotSeconds: number;
}

/** Seconds that one recorded row covers. */
const ROW_SECONDS = 3600;

/**
 * A simulated meter that replays a recorded home. It nets inside each hour, as a real meter does over
 * its measuring period: load above PV turns the import register, PV above load the export register.
 * It is new, with both registers at zero, when its first row starts.
 *
 * Both questions take `now`, the market's instant, and are refused beyond it: a gateway that could see
 * the next hour would bid on knowledge that no household has.
 */
export class RecordedMeter {
  /** Registers (10^-6 kWh) after 0, 1, 2, … rows. */
  private readonly importRegisters: number[] = [0];
  private readonly exportRegisters: number[] = [0];
  /** What the panels made (10^-6 kWh) in each row. */
  private readonly generated: number[] = [];

  constructor(
    hours: readonly HomeHour[],
    private readonly options: RecordedMeterOptions,
  ) {
    if (options.slotSeconds !== ROW_SECONDS) {
      throw new MeterSlotLengthUnsupportedError(options.slotSeconds);
    }
    assert(
      Number.isSafeInteger(options.firstSlotStart) &&
        options.firstSlotStart % (ROW_SECONDS * 1000) === 0,
      "a recorded meter's first row starts at a slot boundary",
    );
    let imported = 0;
    let exported = 0;
    for (const { loadUkwh, pvUkwh } of hours) {
      imported += Math.max(loadUkwh - pvUkwh, 0);
      exported += Math.max(pvUkwh - loadUkwh, 0);
      this.importRegisters.push(imported);
      this.exportRegisters.push(exported);
      this.generated.push(pvUkwh);
    }
    assert(
      Number.isSafeInteger(imported) && Number.isSafeInteger(exported),
      "a meter's registers fit a safe integer",
    );
  }

  /** Opens a home's file. Throws MeterFileInvalidError or MeterSlotLengthUnsupportedError. */
  static open(file: string, options: RecordedMeterOptions): RecordedMeter {
    return new RecordedMeter(readHomeFile(file), options);
  }

  /** The instant (ms) at which the last row's hour ends. */
  get lastInstant(): Instant {
    return this.options.firstSlotStart + (this.importRegisters.length - 1) * ROW_SECONDS * 1000;
  }

  /**
   * Both registers (10^-6 kWh) at a slot boundary, as known at `now` (ms). Throws
   * MeterNotYetMeasuredError after `now`, MeterNotInstalledError before the first row and
   * MeterExhaustedError after the last.
   */
  registersAt(instant: Instant, now: Instant): MeterRegisters {
    const row = (instant - this.options.firstSlotStart) / (ROW_SECONDS * 1000);
    assert(Number.isInteger(row), "registers are asked for at a slot boundary");
    if (instant > now) throw new MeterNotYetMeasuredError(instant, now);
    if (row < 0) throw new MeterNotInstalledError(this.options.firstSlotStart);
    const importRegisterUkwh = this.importRegisters[row];
    const exportRegisterUkwh = this.exportRegisters[row];
    if (importRegisterUkwh === undefined || exportRegisterUkwh === undefined) {
      throw new MeterExhaustedError(this.lastInstant);
    }
    return { importRegisterUkwh, exportRegisterUkwh };
  }

  /**
   * What happened behind the meter in a slot (10^-6 kWh), as known at `now` (ms): the recording knows its panels, and that the home
   * has no battery. Throws the errors of registersAt when the slot is not wholly measured.
   */
  homeEnergyIn(slot: Slot, now: Instant): HomeEnergy {
    this.registersAt(slotStart(slot, ROW_SECONDS), now);
    this.registersAt(slotEnd(slot, ROW_SECONDS), now);
    const row = (slotStart(slot, ROW_SECONDS) - this.options.firstSlotStart) / (ROW_SECONDS * 1000);
    const generatedUkwh = this.generated[row];
    assert(generatedUkwh !== undefined, "a slot between two registers has a row");
    return { generatedUkwh, chargedUkwh: 0, dischargedUkwh: 0 };
  }

  /**
   * The meter's load profile for the slots [fromSlot, untilSlot), in 10^-6 kWh, as known at `now`
   * (ms). Throws the errors of registersAt when a slot is not wholly measured.
   */
  profile(fromSlot: Slot, untilSlot: Slot, now: Instant): ProfileEntry[] {
    const entries: ProfileEntry[] = [];
    for (let slot = fromSlot; slot < untilSlot; slot++) {
      const before = this.registersAt(slotStart(slot, ROW_SECONDS), now);
      const after = this.registersAt(slotEnd(slot, ROW_SECONDS), now);
      entries.push({
        slot,
        importedUkwh: after.importRegisterUkwh - before.importRegisterUkwh,
        exportedUkwh: after.exportRegisterUkwh - before.exportRegisterUkwh,
      });
    }
    return entries;
  }
}
