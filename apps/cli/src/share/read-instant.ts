const INSTANT =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::(\d\d))?(?:\.0+)?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

const HOUR_MS = 3_600_000;

/** When a slot begins, and when the hour begins that it lies in (ms since the Unix epoch, UTC). */
export interface SlotInstant {
  startMs: number;
  hourMs: number;
}

/**
 * Reads an ISO 8601 instant with its offset from UTC, to the second. The hour is the clock's hour at
 * that offset. Null for anything else: without an offset nobody knows which hour is meant.
 */
export function readInstant(text: string): SlotInstant | null {
  const match = INSTANT.exec(text);
  if (match === null) return null;
  const [, minute = "", second = "00", sign, hours = "0", minutes = "0"] = match;
  const clock = `${minute}:${second}.000Z`;
  const clockMs = Date.parse(clock);
  // Date.parse takes the 30th of February for the 1st of March.
  if (Number.isNaN(clockMs) || new Date(clockMs).toISOString() !== clock) return null;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === "-" ? -1 : 1);
  const hourMs = Math.floor(clockMs / HOUR_MS) * HOUR_MS;
  return { startMs: clockMs - offsetMs, hourMs: hourMs - offsetMs };
}
