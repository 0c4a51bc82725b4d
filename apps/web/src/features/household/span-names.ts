import type { EnergyPeriod } from "@pumasi/protocol";
import type { Formats } from "../../format/formats.js";

type SpanFormats = Pick<Formats, "time" | "dayOfMonth" | "day" | "month" | "year">;

/** What stands below a bar: the hour in a day, the day in a month, the month in a year. */
export function barName(formats: SpanFormats, period: EnergyPeriod, startMs: number): string {
  if (period === "day") return formats.time(startMs);
  return period === "month" ? formats.dayOfMonth(startMs) : formats.month(startMs);
}

/** A row in the table, in full. */
export function rowName(formats: SpanFormats, period: EnergyPeriod, startMs: number): string {
  if (period === "day") return formats.time(startMs);
  return period === "month" ? formats.day(startMs) : formats.month(startMs);
}

/** What a span is called above its bars. */
export function spanName(formats: SpanFormats, period: EnergyPeriod, startMs: number): string {
  if (period === "day") return formats.day(startMs);
  if (period === "year") return formats.year(startMs);
  return `${formats.month(startMs)} ${formats.year(startMs)}`;
}

/** The finer period that a bar opens; null where there is none. */
export function finerPeriod(period: EnergyPeriod): EnergyPeriod | null {
  if (period === "year") return "month";
  return period === "month" ? "day" : null;
}
