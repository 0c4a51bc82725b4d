import type { Ukwh } from "@pumasi/quantities";
import { meanOf, type SlotEnergy, sameHourMean } from "./forecast.js";

/** By which rule a missing reading was replaced, in order of precedence. */
export type SubstituteRule =
  | "membership-ended"
  | "register-interpolation"
  | "same-hour-mean"
  | "community-mean";

/** A substitute says that it is one, and by which rule. */
export interface Substitute extends SlotEnergy {
  quality: "substituted";
  rule: SubstituteRule;
}

/**
 * What stands for the readings of a meter whose household is no member any more: nothing drawn, nothing fed in. The ledger lets no meter
 * that took part be absent later, and what this one measures is another contract's.
 */
export const AFTER_MEMBERSHIP: Substitute = {
  importedUkwh: 0,
  exportedUkwh: 0,
  quality: "substituted",
  rule: "membership-ended",
};

/** True where a reading is missing that should be there; after a membership's end none is expected. */
export function isReadingMissing(rule: string | null): boolean {
  return rule !== null && rule !== "" && rule !== AFTER_MEMBERSHIP.rule;
}

/**
 * The first slot's part (10^-6 kWh) when a register's rise is split equally over `slots` slots, the
 * missing ones and the one whose reading ends them. The first slots take the indivisible units, as
 * `apportion` gives them out; so splitting what is left again, slot after slot, adds up exactly.
 */
export function interpolateRegister(rise: SlotEnergy, slots: number): Substitute {
  return {
    importedUkwh: divideUp(rise.importedUkwh, slots),
    exportedUkwh: divideUp(rise.exportedUkwh, slots),
    quality: "substituted",
    rule: "register-interpolation",
  };
}

/** The meter's own mean (10^-6 kWh) in the same local hour, or null without history. */
export function substituteFromHistory(history: readonly SlotEnergy[]): Substitute | null {
  const mean = sameHourMean(history);
  return mean === null ? null : { ...mean, quality: "substituted", rule: "same-hour-mean" };
}

/**
 * The mean import (10^-6 kWh, rounded down) of the meters that were measured in the slot, or null
 * when none was. It exports nothing: nobody is credited with energy without evidence for it.
 */
export function communityMean(importedUkwh: readonly Ukwh[]): Substitute | null {
  if (importedUkwh.length === 0) return null;
  return {
    importedUkwh: meanOf(importedUkwh),
    exportedUkwh: 0,
    quality: "substituted",
    rule: "community-mean",
  };
}

function divideUp(energyUkwh: Ukwh, parts: number): Ukwh {
  const rest = energyUkwh % parts;
  return (energyUkwh - rest) / parts + (rest > 0 ? 1 : 0);
}
