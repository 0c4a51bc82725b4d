import { type Instant, localPeriodOf, type Slot, slotStart } from "@pumasi/quantities";
import { energySpans } from "../household/energy-spans.js";

export interface MonthSpan {
  /** "YYYY-MM" */
  month: string;
  from: Slot;
  until: Slot;
  days: { day: string; from: Slot; until: Slot }[];
}

interface Calendar {
  slotSeconds: number;
  timeZone: string;
}

/** Noon of the tenth is within the month in every time zone. */
const WITHIN = "-10T12:00:00Z";

/** The local month that holds an instant, or the named one ("YYYY-MM"), and its local days, as slots. */
export function monthSpan(
  at: { instant: Instant } | { month: string },
  calendar: Calendar,
): MonthSpan {
  const { slotSeconds, timeZone } = calendar;
  const instant = "instant" in at ? at.instant : Date.parse(`${at.month}${WITHIN}`);
  const whole = localPeriodOf(instant, timeZone, slotSeconds, "month");
  const span = { from: whole.fromSlot, until: whole.untilSlot };
  const days = energySpans(span, "day", calendar).map(({ from, until }) => ({
    day: localPeriodOf(slotStart(from, slotSeconds), timeZone, slotSeconds, "day").day,
    ...{ from, until },
  }));
  return { month: whole.day.slice(0, 7), ...span, days };
}
