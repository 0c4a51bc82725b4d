import { localHourOf, type Slot } from "@pumasi/quantities";

const DAYS = 7;
const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;

/** Hours kept in memory: a week and more of the shortest slots. */
const HOURS_REMEMBERED = 8192;

/** Gives the local hour (0..23) in which a slot starts. */
export type LocalHour = (slot: Slot) => number;

/**
 * The local hours of one community. They are remembered, because asking the calendar costs as much as
 * signing and every forecast asks for the same week again.
 */
export function rememberLocalHours(timeZone: string, slotSeconds: number): LocalHour {
  const hours = new Map<Slot, number>();
  return (slot) => {
    const known = hours.get(slot);
    if (known !== undefined) return known;
    if (hours.size >= HOURS_REMEMBERED) hours.clear();
    const hour = localHourOf(slot, timeZone, slotSeconds);
    hours.set(slot, hour);
    return hour;
  };
}

/**
 * The slots at the same local time on the seven days before, newest first. Clock changes shift a day
 * by an hour; a day whose clock skipped that hour is left out.
 */
export function sameHourSlots(slot: Slot, localHour: LocalHour, slotSeconds: number): Slot[] {
  const hour = localHour(slot);
  const slots: Slot[] = [];
  for (let day = 1; day <= DAYS; day++) {
    const sameTime = slot - (day * DAY_SECONDS) / slotSeconds;
    const ahead = localHour(sameTime) - hour;
    // Across midnight the difference of two clock hours is off by a whole day.
    const hours = ahead > 12 ? ahead - 24 : ahead < -12 ? ahead + 24 : ahead;
    const candidate = sameTime - (hours * HOUR_SECONDS) / slotSeconds;
    if (localHour(candidate) === hour) slots.push(candidate);
  }
  return slots;
}
