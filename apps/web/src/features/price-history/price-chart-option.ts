import type { EChartsCoreOption } from "echarts/core";
import type { Formats } from "../../format/formats.js";
import type { EnergyPalette } from "../../theme.js";
import { chartStyle } from "../charts/chart-style.js";
import { type PriceSlot, stepPoints } from "./price-slots.js";

/** The prices in the order they are drawn; the market's own lie on top of the tariff's. */
export const PRICES = ["retail", "feedIn", "sharing", "clearing"] as const;
export type PriceName = (typeof PRICES)[number];

/** Tariffs are the dashed frame that the market's prices stay inside of. */
export function isTariff(name: PriceName): boolean {
  return name === "retail" || name === "feedIn";
}

export function priceColor(name: PriceName, palette: EnergyPalette): string {
  const colors = {
    retail: palette.mutedText,
    feedIn: palette.exported,
    sharing: palette.shared,
    clearing: palette.delivered,
  };
  return colors[name];
}

interface PriceChartInput {
  slots: readonly PriceSlot[];
  ticks: readonly number[];
  slotSeconds: number;
  labels: Record<PriceName, string>;
  /** Stands in the tooltip where a slot has no price. */
  noPrice: string;
  palette: EnergyPalette;
  formats: Formats;
}

/** Prices as steps over the slots; the horizontal axis is the slot number, labelled with local time. */
export function priceChartOption(input: PriceChartInput): EChartsCoreOption {
  const { slots, palette, formats, slotSeconds } = input;
  const style = chartStyle(palette);
  const first = slots[0]?.slot ?? 0;
  const end = (slots.at(-1)?.slot ?? 0) + 1;
  return {
    ...style.base,
    tooltip: {
      ...style.tooltip,
      axisPointer: { type: "line", snap: false, label: { show: false } },
      formatter: (points: readonly { axisValue: number }[]) => tooltipText(input, points),
    },
    xAxis: {
      type: "value",
      min: first,
      max: end,
      axisLabel: {
        ...style.axisLabel,
        customValues: [...input.ticks],
        formatter: (slot: number) => formats.time(slot * slotSeconds * 1000),
      },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLine: { ...style.axisLine, onZero: false },
    },
    yAxis: {
      type: "value",
      scale: true,
      axisLabel: style.axisLabel,
      splitLine: style.splitLine,
    },
    series: PRICES.map((name) => ({
      type: "line",
      name: input.labels[name],
      data: stepPoints(slots, (slot) => slot[name]),
      showSymbol: false,
      connectNulls: false,
      emphasis: { disabled: true },
      itemStyle: { color: priceColor(name, palette) },
      lineStyle: isTariff(name) ? { width: 1.5, type: "dashed" } : { width: 2.5 },
    })),
  };
}

function tooltipText(
  { slots, labels, noPrice, formats }: PriceChartInput,
  points: readonly { axisValue: number }[],
): string {
  const at = Math.floor(points[0]?.axisValue ?? Number.NaN);
  // The right edge of the chart is the end of the last slot, not the start of another.
  const slot = slots.find((candidate) => candidate.slot === at) ?? slots.at(-1);
  if (slot === undefined) return "";
  const lines = [...PRICES].reverse().map((name) => {
    const price = slot[name];
    return `${labels[name]}: ${price === null ? noPrice : formats.price(price)}`;
  });
  return [formats.dayAndTime(slot.startMs), ...lines].join("\n");
}
