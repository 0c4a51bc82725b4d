import { localPeriodOf } from "@pumasi/quantities";
import type { AuditConditions } from "../../../api/oversight-api.js";

/** What the filter's fields hold, as texts; empty asks for all. Days are local, "YYYY-MM-DD", both included. */
export interface AuditFilter {
  who: string;
  action: string;
  subject: string;
  since: string;
  until: string;
  text: string;
}

export const FILTER_FIELDS = ["who", "action", "subject", "since", "until", "text"] as const;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The filter that an address names; what it holds besides is left alone. */
export function filterOf(search: Readonly<Record<string, unknown>>): AuditFilter {
  const filter: AuditFilter = { who: "", action: "", subject: "", since: "", until: "", text: "" };
  for (const field of FILTER_FIELDS) {
    const value = search[field];
    // The router reads "4" in an address as a number.
    if (typeof value === "string" || typeof value === "number") filter[field] = `${value}`;
  }
  return filter;
}

/** What an address holds for a filter: empty fields are left out of it. */
export function searchOf(filter: AuditFilter): Partial<AuditFilter> {
  const search: Partial<AuditFilter> = {};
  for (const field of FILTER_FIELDS) {
    if (filter[field] !== "") search[field] = filter[field];
  }
  return search;
}

/** A filter as the API takes it: days become instants of the community's time zone. */
export function conditionsOf(filter: AuditFilter, timeZone: string): AuditConditions {
  const { since, until, ...texts } = filter;
  const conditions: AuditConditions = {};
  for (const [field, text] of Object.entries(texts) as [keyof typeof texts, string][]) {
    if (text.trim() !== "") conditions[field] = text.trim().slice(0, 100);
  }
  const first = localDay(since, timeZone);
  const last = localDay(until, timeZone);
  if (first !== null) conditions.since = new Date(first.start).toISOString();
  if (last !== null) conditions.until = new Date(last.end).toISOString();
  return conditions;
}

/** The instants (ms) at which a local day begins and ends; null for what is no day. */
function localDay(day: string, timeZone: string): { start: number; end: number } | null {
  if (!DAY.test(day) || Number.isNaN(Date.parse(day))) return null;
  // Noon UTC is within the day but in the zones farthest east, where UTC's midnight is.
  for (const hour of ["12", "00"]) {
    const found = localPeriodOf(Date.parse(`${day}T${hour}:00:00Z`), timeZone, 1, "day");
    if (found.day === day) return { start: found.fromSlot * 1000, end: found.untilSlot * 1000 };
  }
  return null;
}
