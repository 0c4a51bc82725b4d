const NOON_MS = 12 * 3_600_000;

/** "2026-07-03": an instant's (ms) date in a time zone, as a date field writes it. */
export function localDate(instantMs: number, timeZone: string): string {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  return new Intl.DateTimeFormat("en-CA", { ...parts, timeZone }).format(instantMs);
}

/**
 * A slot about noon of a date in a time zone; null for what is no date. Noon, and not midnight, since clocks are changed at night: an
 * hour more or less is still the same day.
 */
export function slotOfDate(date: string, timeZone: string, slotSeconds: number): number | null {
  const noon = Date.parse(`${date}T12:00:00Z`);
  if (Number.isNaN(noon)) return null;
  const clock = { hour: "numeric", minute: "numeric", hourCycle: "h23" } as const;
  const shown = new Intl.DateTimeFormat("en-GB", { ...clock, timeZone }).format(noon);
  const [hours = 12, minutes = 0] = shown.split(":").map(Number);
  const dayShift = Date.parse(localDate(noon, timeZone)) - (noon - NOON_MS);
  const local = dayShift + (hours * 60 + minutes) * 60_000;
  return Math.floor((noon - (local - NOON_MS)) / (slotSeconds * 1000));
}
