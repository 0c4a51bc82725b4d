import type { RefusalRow } from "../../api/community-api.js";

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** How often a rule was broken lately, and how it was put the last time. */
export interface RefusalCount {
  code: string;
  detail: string;
  count: number;
  /** The start (ms) of the last market hour in which it happened. */
  lastHourMs: number;
}

/**
 * The refusals of the 24 hours before `nowMs`, one line a code, the most frequent first. The server
 * counts by the hour, so an hour belongs to the 24 as long as any of it does.
 */
export function recentRefusals(rows: readonly RefusalRow[], nowMs: number): RefusalCount[] {
  const counts = new Map<string, RefusalCount>();
  for (const row of rows) {
    const hourMs = Date.parse(row.hour);
    if (hourMs + HOUR_MS <= nowMs - DAY_MS) continue;
    const known = counts.get(row.code);
    const isLater = known === undefined || hourMs >= known.lastHourMs;
    counts.set(row.code, {
      code: row.code,
      count: (known?.count ?? 0) + row.count,
      detail: isLater ? row.detail : known.detail,
      lastHourMs: isLater ? hourMs : known.lastHourMs,
    });
  }
  return [...counts.values()].sort(
    (left, right) => right.count - left.count || left.code.localeCompare(right.code),
  );
}
