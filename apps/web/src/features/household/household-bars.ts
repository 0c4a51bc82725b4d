import type { HouseholdEnergy } from "@pumasi/protocol";
import type { EChartsCoreOption } from "echarts/core";
import { drawingNumber } from "../../format/exact-decimal.js";
import type { Formats } from "../../format/formats.js";
import type { EnergyPalette } from "../../theme.js";
import { chartStyle } from "../charts/chart-style.js";
import { tellsOfHome } from "./own-flows.js";

/** The parts of a household's energy: what comes in stands above the line, what goes out hangs below it. */
export const FLOWS = ["boughtFromNeighbours", "fromGrid", "soldToNeighbours", "toGrid"] as const;
export type Flow = (typeof FLOWS)[number];

/** The parts of what a home used and gave away, where it tells of itself: its own use stands on top of what came in. */
const WITH_OWN_USE = [...FLOWS, "ownUse"] as const;
export type Part = (typeof WITH_OWN_USE)[number];

/** The parts that these rows have figures of. */
export function partsOf(rows: readonly HouseholdEnergy[]): readonly Part[] {
  return tellsOfHome(rows) ? WITH_OWN_USE : FLOWS;
}

const GOES_OUT: readonly Part[] = ["soldToNeighbours", "toGrid"];

/** The colour of each part: neighbours in green and amber, the grid in grey and blue, the home's own in violet. */
export function flowColor(palette: EnergyPalette, flow: Part): string {
  const colors = {
    boughtFromNeighbours: palette.delivered,
    fromGrid: palette.supplier,
    soldToNeighbours: palette.shared,
    toGrid: palette.exported,
    ownUse: palette.own,
  };
  return colors[flow];
}

interface HouseholdBarsInput {
  rows: readonly HouseholdEnergy[];
  /** What stands below each bar. */
  names: readonly string[];
  labels: Record<Part, string>;
  palette: EnergyPalette;
  formats: Formats;
}

/** One stacked bar for each span; a span without metered slots has none, not one of zero. */
export function householdBars(input: HouseholdBarsInput): EChartsCoreOption {
  const { rows, names, labels, palette } = input;
  const style = chartStyle(palette);
  return {
    ...style.base,
    tooltip: {
      ...style.tooltip,
      axisPointer: { type: "shadow" },
      formatter: (points: readonly { dataIndex: number }[]) => tooltipText(input, points),
    },
    xAxis: {
      type: "category",
      data: [...names],
      axisLabel: { ...style.axisLabel, hideOverlap: true },
      axisTick: { show: false },
      axisLine: { ...style.axisLine, onZero: false },
    },
    yAxis: {
      type: "value",
      axisLabel: { ...style.axisLabel, formatter: (value: number) => `${Math.abs(value)}` },
      splitLine: style.splitLine,
    },
    series: partsOf(rows).map((flow) => ({
      type: "bar",
      name: labels[flow],
      stack: "energy",
      barCategoryGap: "22%",
      barMaxWidth: 42,
      itemStyle: { color: flowColor(palette, flow) },
      emphasis: { disabled: true },
      data: rows.map((row) => heightOf(row, flow)),
    })),
  };
}

function heightOf(row: HouseholdEnergy, flow: Part): number | null {
  const kwh = row[flow];
  if (row.metered === 0 || kwh === null) return null;
  const height = drawingNumber(kwh);
  return height !== null && GOES_OUT.includes(flow) ? -height : height;
}

function tooltipText(
  { rows, names, labels, formats }: HouseholdBarsInput,
  points: readonly { dataIndex: number }[],
): string {
  const index = points[0]?.dataIndex ?? -1;
  const row = rows[index];
  if (row === undefined) return "";
  const lines = partsOf(rows).map((flow) => `${labels[flow]}: ${formats.energy(row[flow])}`);
  return [names[index], ...lines, formats.money(row.paid)].join("\n");
}
