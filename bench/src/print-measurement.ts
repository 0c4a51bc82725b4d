import type { Measurement } from "./benchmark.js";
import { drawTable, type MeasuredTable } from "./figure-table.js";

/** What was measured, as text: a line of a timed benchmark, or a drawn table. */
export function printMeasurement(measured: Measurement | MeasuredTable): string {
  return "rows" in measured ? drawTable(measured) : lineOf(measured);
}

/** What was measured as a page of documentation, with the command that makes it again. */
export function printPage(
  filter: string,
  measurements: readonly (Measurement | MeasuredTable)[],
  machine: string,
): string {
  const parts = [
    `# Benchmarks: ${filter}`,
    `Written by \`npm run bench -- ${filter} --page <this file>\` on ${machine}.`,
    ...measurements.map((measured) => `\`\`\`text\n${printMeasurement(measured)}\n\`\`\``),
  ];
  return `${parts.join("\n\n")}\n`;
}

function lineOf({ name, median, unit, runs, limit, meetsLimit, comparisons }: Measurement): string {
  const against = comparisons.map((each) => `${each.ratio} times as fast as ${each.against}`);
  const shown = `${name}: ${median.toLocaleString("en")} ${unit} (median of ${runs})`;
  return [shown, ...against, ...limitOf(limit, meetsLimit)].join("; ");
}

function limitOf(limit: Measurement["limit"], meetsLimit: boolean | null): string[] {
  if (limit === null) return [];
  const [what, value] = "atMost" in limit ? ["at most", limit.atMost] : ["at least", limit.atLeast];
  return [`${what} ${value.toLocaleString("en")}: ${meetsLimit === true ? "met" : "MISSED"}`];
}
