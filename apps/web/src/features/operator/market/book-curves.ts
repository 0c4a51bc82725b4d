import type { BookLevel, SlotBook } from "@pumasi/protocol";
import type { EChartsCoreOption } from "echarts/core";
import { drawingNumber } from "../../../format/exact-decimal.js";
import type { Formats } from "../../../format/formats.js";
import type { EnergyPalette } from "../../../theme.js";
import { chartStyle } from "../../charts/chart-style.js";

type Side = "demand" | "supply";

/**
 * A side's curve: energy (kWh) across, price up; it steps down for demand and up for supply. Where the side has no more to offer
 * it goes straight to the price `end`, as far as that lies beyond, so that the two curves meet where the market does.
 */
export function curvePoints(
  side: Side,
  levels: readonly BookLevel[],
  end: string | undefined,
): [number, number][] {
  let before = 0;
  const points = levels.flatMap(({ price, cumulated }): [number, number][] => {
    const at = drawingNumber(price) ?? 0;
    const until = drawingNumber(cumulated) ?? 0;
    const step: [number, number][] = [
      [before, at],
      [until, at],
    ];
    before = until;
    return step;
  });
  const last = points.at(-1)?.[1];
  const goal = drawingNumber(end ?? null);
  if (last === undefined || goal === null) return points;
  const isBeyond = side === "supply" ? goal > last : goal < last;
  return isBeyond ? [...points, [before, goal]] : points;
}

export function sideColor(side: Side, palette: EnergyPalette): string {
  return side === "demand" ? palette.exported : palette.shared;
}

interface BookChartInput {
  book: SlotBook;
  labels: Record<"demand" | "supply" | "crossing", string>;
  palette: EnergyPalette;
  formats: Formats;
}

/** Cumulated demand and supply, and the point where they cross. */
export function bookChartOption({
  book,
  labels,
  palette,
  formats,
}: BookChartInput): EChartsCoreOption {
  const style = chartStyle(palette);
  const { crossing } = book;
  const curve = (side: Side, levels: readonly BookLevel[], others: readonly BookLevel[]) => ({
    type: "line",
    name: labels[side],
    data: curvePoints(side, levels, others[0]?.price),
    showSymbol: false,
    emphasis: { disabled: true },
    itemStyle: { color: sideColor(side, palette) },
    lineStyle: { width: 2.5, type: side === "demand" ? "solid" : "dashed" },
  });
  const point = {
    symbol: "circle",
    symbolSize: 14,
    silent: true,
    itemStyle: { color: palette.delivered, borderColor: palette.surface, borderWidth: 2 },
    label: {
      show: true,
      position: "right",
      color: palette.text,
      fontWeight: 600,
      formatter: crossing === null ? "" : formats.price(crossing.price),
    },
  };
  const place = crossing && {
    name: labels.crossing,
    coord: [drawingNumber(crossing.energy), drawingNumber(crossing.price)],
  };
  return {
    ...style.base,
    grid: { ...style.base.grid, top: 28, right: 20 },
    tooltip: {
      ...style.tooltip,
      axisPointer: { type: "line", snap: false, label: { show: false } },
      formatter: (points: readonly { axisValue: number }[]) =>
        tooltipText(book, labels, formats, points[0]?.axisValue ?? 0),
    },
    xAxis: {
      type: "value",
      min: 0,
      axisLabel: { ...style.axisLabel, hideOverlap: true },
      axisLine: { ...style.axisLine, onZero: false },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      scale: true,
      axisLabel: style.axisLabel,
      splitLine: style.splitLine,
    },
    series: [
      curve("demand", book.bids, book.asks),
      {
        ...curve("supply", book.asks, book.bids),
        ...(place === null ? {} : { markPoint: { ...point, data: [place] } }),
      },
    ],
  };
}

/** The level of each side that the energy under the pointer belongs to. */
function tooltipText(
  book: SlotBook,
  labels: BookChartInput["labels"],
  formats: Formats,
  energy: number,
): string {
  const levelAt = (levels: readonly BookLevel[]) =>
    levels.find(({ cumulated }) => (drawingNumber(cumulated) ?? 0) >= energy);
  return (["demand", "supply"] as const)
    .flatMap((side) => {
      const level = levelAt(side === "demand" ? book.bids : book.asks);
      if (level === undefined) return [];
      return [
        `${labels[side]}: ${formats.price(level.price)} · ${formats.energy(level.cumulated)}`,
      ];
    })
    .join("\n");
}
