import { localHourOf, localPeriodOf, type Slot, slotStart } from "@pumasi/quantities";

const DAY_MS = 86_400_000;
const DAY_SECONDS = 86_400;
const QUARTERS = [15, 30, 45] as const;

/**
 * A local day as far as it matters to homes: its date, its number since 1970, the weekday (0 is
 * Sunday), the day of the year (0 is the first of January), its slots [fromSlot, untilSlot), and the
 * minute of the local day (0..1439) in which each of them starts.
 */
export interface LocalDay {
  date: string;
  dayNumber: number;
  weekday: number;
  dayOfYear: number;
  fromSlot: Slot;
  untilSlot: Slot;
  minutes: Int16Array;
}

/** The local day that holds a slot's start. Days of 23 and 25 hours have as many slots. */
export function localDayOf(slot: Slot, timeZone: string, slotSeconds: number): LocalDay {
  const instant = slotStart(slot, slotSeconds);
  const { day, fromSlot, untilSlot } = localPeriodOf(instant, timeZone, slotSeconds, "day");
  const dayNumber = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
  const firstOfYear = Date.parse(`${day.slice(0, 4)}-01-01T00:00:00Z`) / DAY_MS;
  return {
    date: day,
    dayNumber,
    weekday: (((dayNumber + 4) % 7) + 7) % 7,
    dayOfYear: dayNumber - firstOfYear,
    fromSlot,
    untilSlot,
    minutes: minutesOf(fromSlot, untilSlot, timeZone, slotSeconds),
  };
}

/** The minutes in which a day's slots start. Asking the calendar is slow: only a clock change needs it. */
function minutesOf(
  fromSlot: Slot,
  untilSlot: Slot,
  timeZone: string,
  slotSeconds: number,
): Int16Array {
  const length = untilSlot - fromSlot;
  const minuteOf = (slot: Slot) => localMinuteOf(slot, timeZone, slotSeconds);
  if (length * slotSeconds !== DAY_SECONDS) {
    return Int16Array.from({ length }, (_, index) => minuteOf(fromSlot + index));
  }
  const first = minuteOf(fromSlot);
  return Int16Array.from({ length }, (_, index) => first + (index * slotSeconds) / 60);
}

/** The minute of the local day in which a slot starts, where clocks differ by whole quarters of an hour. */
function localMinuteOf(slot: Slot, timeZone: string, slotSeconds: number): number {
  const instant = slotStart(slot, slotSeconds);
  const hour = localHourOf(slot, timeZone, slotSeconds);
  const utcMinute = (instant / 60_000) % 60;
  const utcHourStart = instant / 1000 - utcMinute * 60;
  const hourAt = (minutes: number) =>
    localHourOf((utcHourStart + minutes * 60) / 900, timeZone, 900);
  const atHour = hourAt(0);
  const turn = QUARTERS.find((minutes) => hourAt(minutes) !== atHour);
  const offset = turn === undefined ? 0 : 60 - turn;
  return hour * 60 + ((utcMinute + offset) % 60);
}
