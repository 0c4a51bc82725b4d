import type { MarketDay, PreviewAccount } from "@pumasi/protocol";
import type { EChartsCoreOption } from "echarts/core";
import { drawingNumber } from "../../../format/exact-decimal.js";
import type { Formats } from "../../../format/formats.js";
import type { EnergyPalette } from "../../../theme.js";
import { chartStyle } from "../../charts/chart-style.js";

/** The parts of a day's imported energy, from the bottom up. */
export const ORIGINS = ["delivered", "shared", "fromSupplier"] as const;
export type Origin = (typeof ORIGINS)[number];

export function originColor(origin: Origin, palette: EnergyPalette): string {
  const colors = {
    delivered: palette.delivered,
    shared: palette.shared,
    fromSupplier: palette.supplier,
  };
  return colors[origin];
}

/** The newest `shown` of the slots are in view; the rest is a drag, a wheel or a wider choice away. */
export function withZoom(
  option: EChartsCoreOption,
  {
    slots,
    shown,
    labelOf,
  }: { slots: readonly number[]; shown: number; labelOf: (slot: number) => string },
): EChartsCoreOption {
  const { xAxis, grid } = option as { xAxis: { axisLabel: object }; grid: object };
  const end = (slots.at(-1) ?? 0) + 1;
  const view = { startValue: end - shown, endValue: end, filterMode: "none" };
  return {
    ...option,
    grid: { ...grid, bottom: 36 },
    xAxis: {
      ...xAxis,
      axisLabel: { ...xAxis.axisLabel, formatter: labelOf, hideOverlap: true },
    },
    dataZoom: [
      { type: "inside", ...view },
      { type: "slider", height: 20, bottom: 4, showDetail: false, brushSelect: false, ...view },
    ],
  };
}

interface DayBarsInput {
  days: readonly MarketDay[];
  labels: Record<Origin, string>;
  palette: EnergyPalette;
  formats: Formats;
}

/** One stacked bar a day: where the energy that homes imported came from. A day without metered slots has none. */
export function dayBars({ days, labels, palette, formats }: DayBarsInput): EChartsCoreOption {
  const style = chartStyle(palette);
  const nameOf = (day: MarketDay) => formats.day(Date.parse(day.start));
  return {
    ...style.base,
    tooltip: {
      ...style.tooltip,
      axisPointer: { type: "shadow" },
      formatter: (points: readonly { dataIndex: number }[]) => {
        const day = days[points[0]?.dataIndex ?? -1];
        if (day === undefined) return "";
        const lines = ORIGINS.map((origin) => `${labels[origin]}: ${formats.energy(day[origin])}`);
        return [nameOf(day), ...lines].join("\n");
      },
    },
    xAxis: {
      type: "category",
      data: days.map(nameOf),
      axisLabel: { ...style.axisLabel, hideOverlap: true },
      axisTick: { show: false },
      axisLine: style.axisLine,
    },
    yAxis: { type: "value", axisLabel: style.axisLabel, splitLine: style.splitLine },
    series: ORIGINS.map((origin) => ({
      type: "bar",
      name: labels[origin],
      stack: "energy",
      barCategoryGap: "22%",
      barMaxWidth: 42,
      itemStyle: { color: originColor(origin, palette) },
      emphasis: { disabled: true },
      data: days.map((day) => drawingNumber(day[origin])),
    })),
  };
}

interface DifferenceBarsInput {
  accounts: readonly PreviewAccount[];
  names: readonly string[];
  palette: EnergyPalette;
  formats: Formats;
}

/** One bar an account: what it gains stands to the right, what it loses to the left. */
export function differenceBars(input: DifferenceBarsInput): EChartsCoreOption {
  const { accounts, names, palette, formats } = input;
  const style = chartStyle(palette);
  return {
    ...style.base,
    tooltip: {
      ...style.tooltip,
      axisPointer: { type: "shadow" },
      formatter: (points: readonly { dataIndex: number }[]) => {
        const index = points[0]?.dataIndex ?? -1;
        const account = accounts[index];
        if (account === undefined) return "";
        return `${names[index]}\n${formats.money(account.paid)} → ${formats.money(account.wouldPay)}`;
      },
    },
    xAxis: {
      type: "value",
      axisLabel: { ...style.axisLabel, hideOverlap: true },
      splitLine: style.splitLine,
    },
    yAxis: {
      type: "category",
      data: [...names],
      inverse: true,
      axisLabel: { ...style.axisLabel, hideOverlap: true },
      axisTick: { show: false },
      axisLine: style.axisLine,
    },
    series: [
      {
        type: "bar",
        barMaxWidth: 18,
        emphasis: { disabled: true },
        data: accounts.map(({ difference }) => {
          const gain = -(drawingNumber(difference) ?? 0);
          return {
            value: gain,
            itemStyle: { color: gain < 0 ? palette.shared : palette.delivered },
          };
        }),
      },
    ],
  };
}
