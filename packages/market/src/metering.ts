import { assert, type Slot } from "@pumasi/quantities";
import type { Registers, ReportedQuality } from "./admit-reading.js";
import type { SlotEnergy } from "./forecast.js";
import {
  AFTER_MEMBERSHIP,
  communityMean,
  interpolateRegister,
  type SubstituteRule,
  substituteFromHistory,
} from "./substitute.js";

/** How a metered value came about; every value carries one. */
export type ReadingQuality = ReportedQuality | "substituted";

/** What is known of a meter when a slot is settled; all energies in 10^-6 kWh. */
export interface MeterInSlot {
  meter: number;
  account: number;
  /** Its household is no member in this slot any more. */
  hasEnded: boolean;
  /** The settled registers at the end of the slot before. */
  previous: Registers;
  /** The accepted reading of this slot. */
  reading: (Registers & { quality: ReportedQuality }) | null;
  /** The next accepted reading after this slot, when one is in. */
  next: (Registers & { slot: Slot }) | null;
  /** What was measured in the same local hour on the last up to seven days. */
  history: readonly SlotEnergy[];
}

/** One meter's energy in a slot and its settled registers after it, all in 10^-6 kWh. */
export interface MeteredEnergy extends SlotEnergy, Registers {
  meter: number;
  account: number;
  quality: ReadingQuality;
  rule: SubstituteRule | null;
}

export type SlotMetering =
  | { ok: true; metered: MeteredEnergy[] }
  | { ok: false; reason: "metering_no_basis"; meter: number };

/** A slot's energy without the registers that follow from it. */
type Measured = SlotEnergy & Pick<MeteredEnergy, "quality" | "rule">;

/**
 * Finds every meter's energy in a slot, by ascending meter, with substitutes where no reading is
 * in.
 *
 * Metered is the rise of the register over the settled register before, and settled registers never
 * fall: what a substitute put too high is not metered again until the real register has caught up,
 * and what it put too low the next reading takes up, so that over time the settled energy is the
 * register's difference. After its membership's end a meter is metered as nothing, whatever it says.
 * A missing reading is replaced, in this precedence, by an equal share of the rise up to the next
 * reading, by the same-hour mean of the meter's own last days, by the mean import of the slot's
 * measured meters. Refuses "metering_no_basis", naming the first such meter,
 * when there is nothing to go by: missing is never zero.
 */
export function meterSlot(slot: Slot, meters: readonly MeterInSlot[]): SlotMetering {
  const ascending = [...meters].sort((a, b) => a.meter - b.meter);
  const neighbours = communityMean(
    ascending
      .filter(({ reading, hasEnded }) => reading?.quality === "measured" && !hasEnded)
      .map((meter) => meterOf(slot, meter)?.importedUkwh ?? 0),
  );
  const metered: MeteredEnergy[] = [];
  for (const [index, meter] of ascending.entries()) {
    assert(meter.meter !== ascending[index - 1]?.meter, "a meter appears once in a slot");
    const measured = meterOf(slot, meter) ?? neighbours;
    if (measured === null) return { ok: false, reason: "metering_no_basis", meter: meter.meter };
    metered.push({
      meter: meter.meter,
      account: meter.account,
      ...measured,
      importRegisterUkwh: meter.previous.importRegisterUkwh + measured.importedUkwh,
      exportRegisterUkwh: meter.previous.exportRegisterUkwh + measured.exportedUkwh,
    });
  }
  return { ok: true, metered };
}

/** A meter's energy by its own evidence, or null when it has none. */
function meterOf(slot: Slot, meter: MeterInSlot): Measured | null {
  const { hasEnded, previous, reading, next, history } = meter;
  if (hasEnded) return AFTER_MEMBERSHIP;
  if (reading !== null)
    return { ...riseOf(previous, reading), quality: reading.quality, rule: null };
  if (next !== null) {
    assert(next.slot > slot, "the next reading is of a later slot");
    return interpolateRegister(riseOf(previous, next), next.slot - slot + 1);
  }
  return substituteFromHistory(history);
}

/** How far both registers rose; nothing where a substitute had already put them higher. */
function riseOf(previous: Registers, later: Registers): SlotEnergy {
  return {
    importedUkwh: Math.max(0, later.importRegisterUkwh - previous.importRegisterUkwh),
    exportedUkwh: Math.max(0, later.exportRegisterUkwh - previous.exportRegisterUkwh),
  };
}
