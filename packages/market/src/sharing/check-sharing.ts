import { apportion, assert, isApportioned, mulDivFloor, type Ukwh } from "@pumasi/quantities";
import { compareMeters } from "./prepare-sharing.js";
import type { MeterShare, SharingReading } from "./share-slots.js";
import {
  type MatrixCell,
  type MeterId,
  type MeterPart,
  type SharingRule,
  WHOLE_PPM,
} from "./sharing-rule.js";

/** What can be wrong with shared slots; looked for in this order. */
export const SHARING_VIOLATIONS = [
  "shared_meters_differ",
  "shared_not_whole",
  "shared_residual_wrong",
  "shared_surplus_wrong",
  "shared_sums_differ",
  "shared_share_wrong",
  "shared_allocated_wrong",
  "shared_sold_wrong",
] as const;

export type SharingViolation = (typeof SHARING_VIOLATIONS)[number];

/** A violation, with the slot (its index) and the meter that show it, where there is one. */
export interface SharingFault {
  ok: false;
  reason: SharingViolation;
  slot?: number;
  meter?: MeterId;
}

export type SharingCheck = { ok: true } | SharingFault;

/** A meter's energies that take part, and what it was given (10^-6 kWh); over an hour, the sums. */
interface Part {
  meter: MeterId;
  drawnUkwh: Ukwh;
  fedUkwh: Ukwh;
  shareUkwh: Ukwh;
  allocatedUkwh: Ukwh;
  soldUkwh: Ukwh;
}

/**
 * Checks shared slots as a sceptic would, in time linear in the readings (but for putting the meters
 * in order) and without sharing again: every value is whole, both registers are wholly accounted for,
 * as much is sold as allocated, each share is what the rule's own formula says to the last unit,
 * each allocation is min(share, consumption), and what is sold is divided as the rule says. Only what
 * `shareSlots` gives passes. The arguments are as there, `shared` what it gave; input that it refuses
 * is not to be checked.
 */
export function checkSharing(
  rule: SharingRule,
  slots: readonly (readonly SharingReading[])[],
  shared: readonly (readonly MeterShare[])[],
  participation: readonly MeterPart[] = [],
): SharingCheck {
  if (shared.length !== slots.length) return { ok: false, reason: "shared_meters_differ" };
  const factors = new Map(participation.map(({ meter, ppm }) => [meter, ppm]));
  const parts: Part[][] = [];
  for (const [slot, readings] of slots.entries()) {
    const shares = shared[slot] as readonly MeterShare[];
    const fault = checkRegisters(readings, shares, slot);
    if (fault !== null) return fault;
    const own = readings.map((reading, index) =>
      partOf(reading, shares[index] as MeterShare, factors),
    );
    parts.push(own.sort((a, b) => compareMeters(a.meter, b.meter)));
  }
  if (rule.rule === "hourly-minimum") return checkHour(parts) ?? { ok: true };
  for (const [slot, own] of parts.entries()) {
    const fault = checkInterval(rule, own);
    if (fault !== null) return { ...fault, slot };
  }
  return { ok: true };
}

/** The same meters in the same order, whole values, and both registers add up. */
function checkRegisters(
  readings: readonly SharingReading[],
  shares: readonly MeterShare[],
  slot: number,
): SharingFault | null {
  if (shares.length !== readings.length) return { ok: false, reason: "shared_meters_differ", slot };
  for (const [index, reading] of readings.entries()) {
    const share = shares[index] as MeterShare;
    const { meter } = reading;
    const { shareUkwh, allocatedUkwh, residualUkwh, soldUkwh, surplusUkwh } = share;
    const values = [shareUkwh, allocatedUkwh, residualUkwh, soldUkwh, surplusUkwh];
    const isWhole = values.every((value) => Number.isSafeInteger(value) && value >= 0);
    const { drawnUkwh, fedUkwh } = registersOf(reading);
    const reason = firstOf([
      [share.meter !== meter, "shared_meters_differ"],
      [!isWhole, "shared_not_whole"],
      [residualUkwh !== drawnUkwh - allocatedUkwh, "shared_residual_wrong"],
      [surplusUkwh !== fedUkwh - soldUkwh, "shared_surplus_wrong"],
    ]);
    if (reason !== null) return { ok: false, reason, slot, meter };
  }
  return null;
}

function firstOf(faults: readonly [boolean, SharingViolation][]): SharingViolation | null {
  return faults.find(([isFault]) => isFault)?.[1] ?? null;
}

function registersOf(reading: SharingReading): { drawnUkwh: Ukwh; fedUkwh: Ukwh } {
  return {
    drawnUkwh: reading.consumedUkwh + (reading.chargedUkwh ?? 0),
    fedUkwh: reading.generatedUkwh + (reading.dischargedUkwh ?? 0),
  };
}

function partOf(
  reading: SharingReading,
  share: MeterShare,
  factors: ReadonlyMap<MeterId, number>,
): Part {
  const { shareUkwh, allocatedUkwh, soldUkwh } = share;
  const factor = factors.get(reading.meter) ?? WHOLE_PPM;
  const { drawnUkwh, fedUkwh } = registersOf(reading);
  return {
    meter: reading.meter,
    drawnUkwh: mulDivFloor(drawnUkwh, factor, WHOLE_PPM),
    fedUkwh: mulDivFloor(fedUkwh, factor, WHOLE_PPM),
    shareUkwh,
    allocatedUkwh,
    soldUkwh,
  };
}

/** Checks what was given in a slot, or in an hour's sums. */
function checkInterval(rule: SharingRule, parts: readonly Part[]): SharingFault | null {
  const sharedUkwh = sumOf(parts.map(({ allocatedUkwh }) => allocatedUkwh));
  if (sharedUkwh !== sumOf(parts.map(({ soldUkwh }) => soldUkwh))) {
    return { ok: false, reason: "shared_sums_differ" };
  }
  if (!areShares(rule, parts)) return { ok: false, reason: "shared_share_wrong" };
  for (const { meter, shareUkwh, drawnUkwh, allocatedUkwh } of parts) {
    if (allocatedUkwh !== Math.min(shareUkwh, drawnUkwh)) {
      return { ok: false, reason: "shared_allocated_wrong", meter };
    }
  }
  const sold = parts.map(({ soldUkwh }) => soldUkwh);
  const isSold =
    rule.rule === "matrix"
      ? soldOver(rule.cells, parts).every((soldUkwh, index) => soldUkwh === sold[index])
      : isApportioned(
          Number(sharedUkwh),
          parts.map(({ fedUkwh }) => fedUkwh),
          sold,
        );
  return isSold ? null : { ok: false, reason: "shared_sold_wrong" };
}

function areShares(rule: SharingRule, parts: readonly Part[]): boolean {
  const generatedUkwh = Number(sumOf(parts.map(({ fedUkwh }) => fedUkwh)));
  const drawn = parts.map(({ drawnUkwh }) => drawnUkwh);
  const shares = parts.map(({ shareUkwh }) => shareUkwh);
  switch (rule.rule) {
    case "proportional":
    case "hourly-minimum":
      return isApportioned(generatedUkwh, drawn, shares);
    case "static": {
      const nobodys = generatedUkwh - Number(sumOf(shares));
      return isApportioned(generatedUkwh, withRest(rule.keys, parts), [...shares, nobodys]);
    }
    case "hybrid": {
      const offers = apportion(generatedUkwh, withRest(rule.keys, parts));
      const again = shares.map((shareUkwh, index) => shareUkwh - (offers[index] as Ukwh));
      const missing = drawn.map((drawnUkwh, index) =>
        Math.max(0, drawnUkwh - (offers[index] as Ukwh)),
      );
      const used = sumOf(drawn.map((drawnUkwh, i) => Math.min(drawnUkwh, offers[i] as Ukwh)));
      const left = Math.min(generatedUkwh - Number(used), Number(sumOf(missing)));
      return isApportioned(left, missing, again);
    }
    case "priority":
      return areSharesByPriority(rule.order, parts, generatedUkwh);
    case "matrix": {
      const offered = new Map(parts.map(({ meter }) => [meter, 0]));
      for (const { consumer, offeredUkwh } of offersOver(rule.cells, parts)) {
        offered.set(consumer, (offered.get(consumer) ?? 0) + offeredUkwh);
      }
      return parts.every(({ meter, shareUkwh }) => shareUkwh === offered.get(meter));
    }
  }
}

/** The keys in the meters' order, and last what no key covers. */
function withRest(keys: readonly MeterPart[], parts: readonly Part[]): number[] {
  const keyOf = new Map(keys.map(({ meter, ppm }) => [meter, ppm]));
  const own = parts.map(({ meter }) => keyOf.get(meter) ?? 0);
  return [...own, WHOLE_PPM - Number(sumOf(own))];
}

function areSharesByPriority(
  order: readonly MeterId[],
  parts: readonly Part[],
  generatedUkwh: Ukwh,
): boolean {
  const partOfMeter = new Map(parts.map((part) => [part.meter, part]));
  let leftUkwh = generatedUkwh;
  for (const meter of order) {
    const part = partOfMeter.get(meter);
    assert(part !== undefined, "only meters of the community are listed");
    if (part.shareUkwh !== leftUkwh) return false;
    leftUkwh -= Math.min(leftUkwh, part.drawnUkwh);
    partOfMeter.delete(meter);
  }
  return [...partOfMeter.values()].every(({ shareUkwh }) => shareUkwh === 0);
}

/** What each cell of a matrix offers (10^-6 kWh), by producer and consumer in the meters' order. */
function offersOver(
  cells: readonly MatrixCell[],
  parts: readonly Part[],
): (MatrixCell & { offeredUkwh: Ukwh })[] {
  const fedOf = new Map(parts.map(({ meter, fedUkwh }) => [meter, fedUkwh]));
  return [...rowsOf(cells, ({ producer }) => producer)].flatMap(([producer, row]) => {
    const own = row.toSorted((a, b) => compareMeters(a.consumer, b.consumer));
    const ppm = own.map((cell) => cell.ppm);
    const offers = apportion(fedOf.get(producer) ?? 0, [...ppm, WHOLE_PPM - Number(sumOf(ppm))]);
    return own.map((cell, place) => ({ ...cell, offeredUkwh: offers[place] as Ukwh }));
  });
}

/** What each meter sold (10^-6 kWh): each consumer's allocation over those that offered it energy. */
function soldOver(cells: readonly MatrixCell[], parts: readonly Part[]): Ukwh[] {
  const allocatedOf = new Map(parts.map(({ meter, allocatedUkwh }) => [meter, allocatedUkwh]));
  const soldBy = new Map<MeterId, Ukwh>();
  for (const [consumer, column] of rowsOf(offersOver(cells, parts), (cell) => cell.consumer)) {
    const own = column.toSorted((a, b) => compareMeters(a.producer, b.producer));
    const sold = apportion(
      allocatedOf.get(consumer) ?? 0,
      own.map(({ offeredUkwh }) => offeredUkwh),
    );
    for (const [place, { producer }] of own.entries()) {
      soldBy.set(producer, (soldBy.get(producer) ?? 0) + (sold[place] as Ukwh));
    }
  }
  return parts.map(({ meter }) => soldBy.get(meter) ?? 0);
}

function rowsOf<C>(cells: readonly C[], nameOf: (cell: C) => MeterId): Map<MeterId, C[]> {
  const rows = new Map<MeterId, C[]>();
  for (const cell of cells) {
    const row = rows.get(nameOf(cell));
    if (row === undefined) rows.set(nameOf(cell), [cell]);
    else row.push(cell);
  }
  return rows;
}

/** Checks an hour's sums, and that each meter's hour is divided over its slots by its own register. */
function checkHour(slots: readonly (readonly Part[])[]): SharingFault | null {
  const hour = (slots[0] ?? []).map((first, index): Part => {
    const own = slots.map((parts) => parts[index] as Part);
    const total = (energyOf: (part: Part) => Ukwh) => Number(sumOf(own.map(energyOf)));
    return {
      meter: first.meter,
      drawnUkwh: total(({ drawnUkwh }) => drawnUkwh),
      fedUkwh: total(({ fedUkwh }) => fedUkwh),
      shareUkwh: total(({ shareUkwh }) => shareUkwh),
      allocatedUkwh: total(({ allocatedUkwh }) => allocatedUkwh),
      soldUkwh: total(({ soldUkwh }) => soldUkwh),
    };
  });
  const fault = checkInterval({ rule: "hourly-minimum" }, hour);
  if (fault !== null) return fault;
  for (const [index, { meter, shareUkwh, allocatedUkwh, soldUkwh }] of hour.entries()) {
    const own = slots.map((parts) => parts[index] as Part);
    const drawn = own.map(({ drawnUkwh }) => drawnUkwh);
    const fed = own.map(({ fedUkwh }) => fedUkwh);
    const isDivided = (total: Ukwh, by: Ukwh[], energyOf: (part: Part) => Ukwh) =>
      isApportioned(total, by, own.map(energyOf));
    const reason = firstOf([
      [!isDivided(shareUkwh, drawn, (part) => part.shareUkwh), "shared_share_wrong"],
      [!isDivided(allocatedUkwh, drawn, (part) => part.allocatedUkwh), "shared_allocated_wrong"],
      [!isDivided(soldUkwh, fed, (part) => part.soldUkwh), "shared_sold_wrong"],
    ]);
    if (reason !== null) return { ok: false, reason, meter };
  }
  return null;
}

/** Sums of values that a liar may have chosen do not overflow. */
function sumOf(energiesUkwh: readonly Ukwh[]): bigint {
  return energiesUkwh.reduce((sum, energyUkwh) => sum + BigInt(energyUkwh), 0n);
}
