import { DateTime, IANAZone } from "luxon";
import { type Instant, type Slot, slotStart } from "./slot.js";

/** The longest clock change there is; the offset this long before midnight is the one before it. */
const LONGEST_CLOCK_CHANGE_MS = 3 * 3600 * 1000;

/**
 * Reads an instant on the clock of an IANA zone. Throws a RangeError for anything else, also for
 * "local" and "system", which would let the machine that computes decide where a day begins.
 */
function localTime(instant: Instant, zone: string): DateTime {
  if (!isTimeZone(zone)) throw new RangeError(`unknown time zone: ${zone}`);
  const local = DateTime.fromMillis(instant, { zone });
  if (!local.isValid) throw new RangeError(`instant out of range: ${instant}`);
  return local;
}

/**
 * The first instant (ms) of the local day. Where clocks go back at one in the morning (Havana),
 * midnight strikes twice, and the calendar library may answer with the second stroke.
 */
function firstInstantOfDay(local: DateTime): Instant {
  const start = local.startOf("day");
  const before = DateTime.fromMillis(start.toMillis() - LONGEST_CLOCK_CHANGE_MS, {
    zone: start.zone,
  });
  const firstStroke = start.toMillis() + (start.offset - before.offset) * 60_000;
  const isEarlierStroke =
    firstStroke < start.toMillis() &&
    DateTime.fromMillis(firstStroke, { zone: start.zone }).hasSame(start, "day");
  return isEarlierStroke ? firstStroke : start.toMillis();
}

/** How long a settlement period may be; all begin at a local midnight, weeks on Monday. */
export const LOCAL_PERIODS = ["day", "week", "month"] as const;

export type LocalPeriod = (typeof LOCAL_PERIODS)[number];

/**
 * The local calendar day, week, month or year that holds an instant, as slots [fromSlot, untilSlot) and by
 * its first day, "YYYY-MM-DD".
 *
 * A day has 23, 24 or 25 hours: its borders are local midnights in the IANA time zone, and it owns
 * the slots that start in it, so that periods follow each other without a gap even where midnight
 * falls inside a slot. Throws a RangeError for a zone that is unknown, because a community's zone
 * is checked when it is created.
 */
export function localPeriodOf(
  instant: Instant,
  zone: string,
  slotSeconds: number,
  period: LocalPeriod | "year",
): { day: string; fromSlot: Slot; untilSlot: Slot } {
  const slotMs = slotSeconds * 1000;
  let first = localTime(instant, zone).startOf(period);
  let next = first.plus({ [period]: 1 });
  // Where clocks go back over midnight (St. John's until 2011, from 00:01 to 23:01), the old day comes
  // up again for an hour after the new one has begun; the new one keeps it.
  if (instant >= firstInstantOfDay(next)) {
    first = next;
    next = first.plus({ [period]: 1 });
  }
  return {
    day: first.toISODate() ?? "",
    fromSlot: Math.ceil(firstInstantOfDay(first) / slotMs),
    untilSlot: Math.ceil(firstInstantOfDay(next) / slotMs),
  };
}

/** True when the time zone is an IANA zone, which local days can be computed in on any machine. */
export function isTimeZone(zone: string): boolean {
  return IANAZone.isValidZone(zone);
}

/**
 * The local hour of day (0..23) in which a slot starts; forecasts and profiles compare equal hours.
 */
export function localHourOf(slot: Slot, zone: string, slotSeconds: number): number {
  return localTime(slotStart(slot, slotSeconds), zone).hour;
}
