import { readInstant } from "./read-instant.js";
import type { SlotRow } from "./read-slots-file.js";
import { SharingFileInvalidError } from "./sharing-file-error.js";

const HOUR_MS = 3_600_000;

/** A slot's rows. */
export interface SlotGroup {
  slot: string;
  rows: SlotRow[];
}

/**
 * Groups rows by slot, in the order in which slots first appear. Names every meter that has two rows
 * in a slot, and every meter that has none in a slot of the file: missing is never zero.
 */
export function groupSlots(rows: readonly SlotRow[]): SlotGroup[] {
  return group(rows, ({ slot }) => slot);
}

/**
 * Groups rows by hour and, within it, by slot in order of time. Names also every slot that is no
 * instant with an offset, and every hour of which a slot is missing: the slots of an hour follow each
 * other at equal steps from the hour's first minute, as many in every hour.
 */
export function groupHours(rows: readonly SlotRow[]): SlotGroup[][] {
  const instants = readInstants(rows);
  const slots = group(rows, ({ slot }) => (instants.get(slot) as Instant).startMs);
  const hours = new Map<number, { startMs: number; group: SlotGroup }[]>();
  for (const own of slots) {
    const { startMs, hourMs } = instants.get(own.slot) as Instant;
    hours.set(hourMs, [...(hours.get(hourMs) ?? []), { startMs, group: own }]);
  }
  const most = Math.max(...[...hours.values()].map(({ length }) => length));
  const problems: string[] = [];
  const grouped = [...hours].map(([hourMs, own]) => {
    own.sort((a, b) => a.startMs - b.startMs);
    const isWhole =
      own.length === most &&
      own.every(({ startMs }, index) => (startMs - hourMs) * most === index * HOUR_MS);
    const [first] = own;
    if (!isWhole && first !== undefined) {
      problems.push(
        `the hour of "${first.group.slot}" has ${own.length} slots that do not make a whole hour like the others; a missing slot is not zero`,
      );
    }
    return own.map((slot) => slot.group);
  });
  if (problems.length > 0) throw new SharingFileInvalidError(problems);
  return grouped;
}

interface Instant {
  startMs: number;
  hourMs: number;
}

/** The instant of every slot's text; the same instant lies in the same hour however it is written. */
function readInstants(rows: readonly SlotRow[]): ReadonlyMap<string, Instant> {
  const instants = new Map<string, Instant>();
  const hourOf = new Map<number, number>();
  const problems: string[] = [];
  for (const { slot, line } of rows) {
    if (instants.has(slot)) continue;
    const instant = readInstant(slot);
    if (instant === null) {
      problems.push(
        `line ${line}: "${slot}" is no instant with an offset, like 2026-06-01T12:15+02:00 or 2026-06-01T10:15Z`,
      );
      continue;
    }
    const hourMs = hourOf.get(instant.startMs) ?? instant.hourMs;
    if (hourMs !== instant.hourMs) {
      problems.push(
        `line ${line}: "${slot}" puts its instant into another hour than a line before`,
      );
    }
    hourOf.set(instant.startMs, hourMs);
    instants.set(slot, instant);
  }
  if (problems.length > 0) throw new SharingFileInvalidError(problems);
  return instants;
}

function group(rows: readonly SlotRow[], keyOf: (row: SlotRow) => string | number): SlotGroup[] {
  const groups = new Map<string | number, { slot: string; byMeter: Map<string, SlotRow> }>();
  const meters = new Set<string>();
  const problems: string[] = [];
  for (const row of rows) {
    const key = keyOf(row);
    const own = groups.get(key) ?? { slot: row.slot, byMeter: new Map<string, SlotRow>() };
    groups.set(key, own);
    const { meter } = row;
    const earlier = own.byMeter.get(meter);
    if (earlier === undefined) own.byMeter.set(meter, row);
    else {
      problems.push(
        `line ${row.line}: meter "${meter}" stands in slot "${row.slot}" on line ${earlier.line} already`,
      );
    }
    meters.add(meter);
  }
  for (const { slot, byMeter } of groups.values()) {
    if (byMeter.size === meters.size) continue;
    for (const meter of meters) {
      if (byMeter.has(meter)) continue;
      problems.push(
        `slot "${slot}" has no row for meter "${meter}", which other slots have; missing is not zero`,
      );
    }
  }
  if (problems.length > 0) throw new SharingFileInvalidError(problems);
  return [...groups.values()].map(({ slot, byMeter }) => ({ slot, rows: [...byMeter.values()] }));
}
