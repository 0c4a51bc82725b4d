import type { Formats } from "../../../format/formats.js";
import type { EnergyPalette } from "../../../theme.js";
import { chartStyle } from "../../charts/chart-style.js";
import { FLOWS, type Flow, flowColor } from "../household-bars.js";
import type { YearCurve } from "./load-year.js";
import { thinOut } from "./thin-out.js";

/** Slots [from, until) on screen. */
export interface CurveWindow {
  from: number;
  until: number;
}

/** As many as a screen has columns for two points each, and some more on either side. */
const BUCKETS = 600;

interface YearOptionInput {
  year: YearCurve;
  labels: Record<Flow, string>;
  palette: EnergyPalette;
  formats: Formats;
}

/** All of the chart but its points and what of it is on screen, which `windowOption` adds. */
export function yearOption({ year, labels, palette, formats }: YearOptionInput) {
  const style = chartStyle(palette);
  const length = year.values.toGrid.length;
  return {
    ...style.base,
    grid: { ...style.base.grid, bottom: 46 },
    tooltip: {
      ...style.tooltip,
      formatter: (points: readonly { axisValue: number }[]) =>
        tooltipText({ year, labels, formats }, points[0]?.axisValue ?? year.startMs),
    },
    xAxis: {
      type: "time",
      min: year.startMs,
      max: year.startMs + length * year.stepMs,
      axisLabel: {
        ...style.axisLabel,
        hideOverlap: true,
        formatter: (instant: number) => formats.day(instant),
      },
      axisLine: { ...style.axisLine, onZero: false },
    },
    yAxis: {
      type: "value",
      axisLabel: { ...style.axisLabel, formatter: (value: number) => `${Math.abs(value)}` },
      splitLine: style.splitLine,
    },
    dataZoom: [
      { type: "inside", filterMode: "none", minValueSpan: 24 * year.stepMs },
      { type: "slider", filterMode: "none", showDataShadow: false, height: 22, bottom: 8 },
    ],
    series: FLOWS.map((flow) => ({
      id: flow,
      type: "line",
      name: labels[flow],
      symbol: "none",
      lineStyle: { width: 1, join: "bevel", color: flowColor(palette, flow) },
      itemStyle: { color: flowColor(palette, flow) },
      emphasis: { disabled: true },
    })),
  };
}

/** All of the slot under the pointer, also what was thinned out of the picture there. */
function tooltipText(
  { year, labels, formats }: Omit<YearOptionInput, "palette">,
  instantMs: number,
): string {
  const slot = Math.floor((instantMs - year.startMs) / year.stepMs);
  const lines = FLOWS.map((flow) => {
    const kwh = year.values[flow][slot] ?? null;
    return `${labels[flow]}: ${formats.energy(kwh === null ? null : Math.abs(kwh).toFixed(6))}`;
  });
  return [formats.fullDateAndTime(year.startMs + slot * year.stepMs), ...lines].join("\n");
}

export type YearOption = ReturnType<typeof yearOption>;

/** The chart with the points of what is on screen, and of a quarter as much on either side, which is seen while it is dragged. */
export function windowOption(option: YearOption, year: YearCurve, { from, until }: CurveWindow) {
  const { startMs, stepMs, values } = year;
  const beside = Math.ceil((until - from) / 4);
  const isEverySlot = until - from <= BUCKETS;
  const start = (from / values.toGrid.length) * 100;
  const end = (until / values.toGrid.length) * 100;
  return {
    ...option,
    dataZoom: option.dataZoom.map((zoom) => ({ ...zoom, start, end })),
    series: option.series.map((one) => {
      const curve = { startMs, stepMs, values: values[one.id] };
      return {
        ...one,
        step: isEverySlot ? "end" : false,
        data: thinOut(curve, from - beside, until + beside, BUCKETS),
      };
    }),
  };
}
