import type { EChartsCoreOption } from "echarts/core";
import { drawingNumber } from "../../format/exact-decimal.js";
import type { Formats } from "../../format/formats.js";
import type { EnergyPalette } from "../../theme.js";
import { chartStyle } from "../charts/chart-style.js";
import type { EnergyBar } from "./energy-bars.js";

/** The origins in the order they are stacked, from the neighbours outwards. */
export const ORIGINS = ["delivered", "shared", "supplier", "exported"] as const;
export type Origin = (typeof ORIGINS)[number];

interface EnergyChartInput {
  bars: readonly EnergyBar[];
  /** Slots that get a label on the time axis. */
  ticks: readonly number[];
  labels: Record<Origin, string>;
  palette: EnergyPalette;
  formats: Formats;
}

/** Stacked bars: what was drawn stands above the line, what was sold to the supplier below it. */
export function energyChartOption(input: EnergyChartInput): EChartsCoreOption {
  const { bars, palette, formats } = input;
  const style = chartStyle(palette);
  const ticks = new Set(input.ticks);
  return {
    ...style.base,
    tooltip: {
      ...style.tooltip,
      axisPointer: { type: "shadow" },
      formatter: (points: readonly { dataIndex: number }[]) => tooltipText(input, points),
    },
    xAxis: {
      type: "category",
      data: bars.map(({ startMs }) => formats.time(startMs)),
      axisLabel: {
        ...style.axisLabel,
        interval: (index: number) => ticks.has(bars[index]?.slot ?? -1),
      },
      axisTick: { show: false },
      axisLine: { ...style.axisLine, onZero: false },
    },
    yAxis: {
      type: "value",
      axisLabel: { ...style.axisLabel, formatter: (value: number) => `${Math.abs(value)}` },
      splitLine: style.splitLine,
    },
    series: ORIGINS.map((origin) => ({
      type: "bar",
      name: input.labels[origin],
      stack: "energy",
      barCategoryGap: "22%",
      itemStyle: { color: palette[origin] },
      emphasis: { disabled: true },
      data: bars.map((bar) => heightOf(bar, origin)),
    })),
  };
}

/** Exports hang below the line, so they are drawn, and only drawn, as negative numbers. */
function heightOf(bar: EnergyBar, origin: Origin): number | null {
  const height = drawingNumber(bar[origin]);
  return height !== null && origin === "exported" ? -height : height;
}

function tooltipText(
  { bars, labels, formats }: EnergyChartInput,
  points: readonly { dataIndex: number }[],
): string {
  const bar = bars[points[0]?.dataIndex ?? -1];
  if (bar === undefined) return "";
  const lines = ORIGINS.map((origin) => `${labels[origin]}: ${formats.energy(bar[origin])}`);
  return [formats.dayAndTime(bar.startMs), ...lines].join("\n");
}
