import { assert, type Ukwh } from "@pumasi/quantities";
import { compareMeters, prepareSharing, type SharingPlan } from "./prepare-sharing.js";
import { shareHour } from "./share-hour.js";
import { shareInPlace } from "./share-in-place.js";
import { type SharingColumns, sharingColumns } from "./sharing-columns.js";
import type { SharingRefusal } from "./sharing-refusal.js";
import type { MeterId, MeterPart, SharingRule } from "./sharing-rule.js";

/**
 * What a meter measured in a slot (10^-6 kWh), at the grid's side: drawn and fed in. A storage that
 * is metered for itself may say what it charged, which counts as consumption, and discharged, which
 * counts as generation; both are added to the meter's own.
 */
export interface SharingReading {
  meter: MeterId;
  consumedUkwh: Ukwh;
  generatedUkwh: Ukwh;
  chargedUkwh?: Ukwh;
  dischargedUkwh?: Ukwh;
}

/**
 * What sharing gives a meter in a slot (10^-6 kWh): what it was offered of the community's
 * generation and what of that it was allocated, at most its consumption; the rest of its
 * consumption (charging included) from the supplier; what was sold of its own generation
 * (discharging included), and the rest of that for the grid.
 */
export interface MeterShare {
  meter: MeterId;
  shareUkwh: Ukwh;
  allocatedUkwh: Ukwh;
  residualUkwh: Ukwh;
  soldUkwh: Ukwh;
  surplusUkwh: Ukwh;
}

export type SharedSlots = { ok: true; slots: MeterShare[][] } | SharingRefusal;

/**
 * Shares slots by a rule, each for itself; with the hourly minimum the slots are those of one hour.
 * Gives each slot's meters in the order in which they are given; that order and the rule's own lists
 * are otherwise irrelevant (but for the priority's), units that do not divide go to the largest
 * remainder and then by the meters' names. `participation` has factors as `prepareSharing` says.
 *
 * A meter that both draws and feeds in in a slot is metered at the grid's side by two registers,
 * neither of which is netted: what it drew is allocated like anybody's, from the whole pool, its own
 * feed-in included.
 *
 * Refuses what `prepareSharing` refuses, with the first slot's meters; then a slot that lacks a meter
 * or has one more than the first (missing is never zero), an energy that is not a whole number ≥ 0,
 * and energies that add up to more than a safe integer.
 */
export function shareSlots(
  rule: SharingRule,
  slots: readonly (readonly SharingReading[])[],
  participation: readonly MeterPart[] = [],
): SharedSlots {
  for (const [slot, readings] of slots.entries()) {
    const repeated = repeatedMeter(readings);
    if (repeated !== null)
      return { ok: false, reason: "sharing_meter_repeated", ...repeated, slot };
  }
  const meters = (slots[0] ?? []).map(({ meter }) => meter).sort(compareMeters);
  const prepared = prepareSharing(rule, meters, participation);
  if (!prepared.ok) return prepared;
  const taken = takeReadings(meters, slots);
  if (!taken.ok) return taken;
  const refused = shareAll(prepared.plan, taken.columns);
  if (refused !== null) return refused;
  return {
    ok: true,
    slots: slots.map((readings, slot) =>
      sharesIn(readings, taken.indexes, taken.columns[slot] as SharingColumns),
    ),
  };
}

function repeatedMeter(readings: readonly SharingReading[]): { meter: MeterId } | null {
  const seen = new Set<MeterId>();
  for (const { meter } of readings) {
    if (seen.has(meter)) return { meter };
    seen.add(meter);
  }
  return null;
}

/** Puts the readings into columns, by the meters' order. */
function takeReadings(
  meters: readonly MeterId[],
  slots: readonly (readonly SharingReading[])[],
): { ok: true; indexes: ReadonlyMap<MeterId, number>; columns: SharingColumns[] } | SharingRefusal {
  const indexes = new Map(meters.map((meter, index) => [meter, index]));
  const all: SharingColumns[] = [];
  for (const [slot, readings] of slots.entries()) {
    const missing = missingIn(readings, indexes, slot);
    if (missing !== null) return missing;
  }
  for (const [slot, readings] of slots.entries()) {
    const columns = sharingColumns(meters.length);
    for (const reading of readings) {
      const { meter, chargedUkwh = 0, dischargedUkwh = 0 } = reading;
      const energies = [reading.consumedUkwh, reading.generatedUkwh, chargedUkwh, dischargedUkwh];
      if (!energies.every((energyUkwh) => Number.isSafeInteger(energyUkwh) && energyUkwh >= 0)) {
        return { ok: false, reason: "sharing_energy_invalid", meter, slot };
      }
      const consumedUkwh = reading.consumedUkwh + chargedUkwh;
      const generatedUkwh = reading.generatedUkwh + dischargedUkwh;
      if (Math.max(consumedUkwh, generatedUkwh) > Number.MAX_SAFE_INTEGER) {
        return { ok: false, reason: "sharing_energy_too_large", meter, slot };
      }
      const index = indexes.get(meter) as number;
      columns.consumedUkwh[index] = consumedUkwh;
      columns.generatedUkwh[index] = generatedUkwh;
    }
    all.push(columns);
  }
  return { ok: true, indexes, columns: all };
}

/** A meter that the first slot has and this one lacks, or the other way round. */
function missingIn(
  readings: readonly SharingReading[],
  indexes: ReadonlyMap<MeterId, number>,
  slot: number,
): SharingRefusal | null {
  const reason = "sharing_meter_missing";
  const present = new Set(readings.map(({ meter }) => meter));
  for (const meter of indexes.keys()) {
    if (!present.has(meter)) return { ok: false, reason, meter, slot };
  }
  for (const meter of present) {
    if (!indexes.has(meter)) return { ok: false, reason, meter, slot: 0 };
  }
  return null;
}

function shareAll(plan: SharingPlan, slots: readonly SharingColumns[]): SharingRefusal | null {
  if (plan.prepared.rule === "hourly-minimum") {
    const refused = shareHour(plan, slots);
    return refused === null ? null : { ok: false, ...refused };
  }
  for (const [slot, columns] of slots.entries()) {
    const reason = shareInPlace(plan, columns);
    if (reason !== null) return { ok: false, reason, slot };
  }
  return null;
}

function sharesIn(
  readings: readonly SharingReading[],
  indexes: ReadonlyMap<MeterId, number>,
  columns: SharingColumns,
): MeterShare[] {
  return readings.map(({ meter }) => {
    const index = indexes.get(meter);
    assert(index !== undefined, "every meter has its place");
    return {
      meter,
      shareUkwh: columns.shareUkwh[index] as Ukwh,
      allocatedUkwh: columns.allocatedUkwh[index] as Ukwh,
      residualUkwh: columns.residualUkwh[index] as Ukwh,
      soldUkwh: columns.soldUkwh[index] as Ukwh,
      surplusUkwh: columns.surplusUkwh[index] as Ukwh,
    };
  });
}
