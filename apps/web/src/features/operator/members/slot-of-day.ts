import { localPeriodOf, type Slot } from "@pumasi/quantities";

const DAY_MS = 86_400_000;

/**
 * The first slot of a local day, "YYYY-MM-DD" in the community's time zone; null where the text is no day. Noon in UTC is in the
 * day before or after where clocks are twelve hours or more away.
 */
export function slotOfDay(day: string, timeZone: string, slotSeconds: number): Slot | null {
  const noon = Date.parse(`${day}T12:00:00Z`);
  if (Number.isNaN(noon)) return null;
  for (const instant of [noon, noon - DAY_MS / 2, noon + DAY_MS / 2]) {
    const found = localPeriodOf(instant, timeZone, slotSeconds, "day");
    if (found.day === day) return found.fromSlot;
  }
  return null;
}
