import type { EChartsCoreOption } from "echarts/core";
import { drawingNumber } from "../../../format/exact-decimal.js";
import type { Formats } from "../../../format/formats.js";
import type { EnergyPalette } from "../../../theme.js";
import { chartStyle } from "../../charts/chart-style.js";

export interface GasBar {
  name: string;
  /** A whole number as text. */
  gasUsed: string;
  actions: number;
}

interface GasBarsInput {
  bars: readonly GasBar[];
  /** "lying" bars have long names, "standing" ones follow each other in time. */
  direction: "lying" | "standing";
  palette: EnergyPalette;
  formats: Formats;
  /** What a bar's number of actions is called. */
  actionsLabel: string;
}

/** One bar of gas for each kind or day. */
export function gasBars(input: GasBarsInput): EChartsCoreOption {
  const { bars, direction, palette, formats } = input;
  const style = chartStyle(palette);
  const names = {
    type: "category",
    data: bars.map(({ name }) => name),
    axisLabel: { ...style.axisLabel, hideOverlap: direction === "standing" },
    axisTick: { show: false },
    axisLine: style.axisLine,
    inverse: direction === "lying",
  };
  const gas = {
    type: "value",
    axisLabel: { ...style.axisLabel, formatter: shortGas, hideOverlap: true },
    splitLine: style.splitLine,
  };
  return {
    ...style.base,
    tooltip: {
      ...style.tooltip,
      axisPointer: { type: "shadow" },
      formatter: (points: readonly { dataIndex: number }[]) => {
        const bar = bars[points[0]?.dataIndex ?? -1];
        if (bar === undefined) return "";
        const { name, gasUsed, actions } = bar;
        return `${name}\n${formats.count(gasUsed)}\n${input.actionsLabel}: ${formats.count(actions)}`;
      },
    },
    xAxis: direction === "lying" ? gas : names,
    yAxis: direction === "lying" ? names : gas,
    series: [
      {
        type: "bar",
        barMaxWidth: 26,
        itemStyle: { color: palette.exported },
        emphasis: { disabled: true },
        data: bars.map(({ gasUsed }) => drawingNumber(gasUsed)),
      },
    ],
  };
}

/** "12M" on an axis, where there is no room for more. */
function shortGas(gas: number): string {
  if (gas >= 1_000_000) return `${gas / 1_000_000}M`;
  return gas >= 1_000 ? `${gas / 1_000}k` : `${gas}`;
}

/** Gas of one action, whole and rounded down; null where there is no action. */
export function gasEach(gasUsed: string, actions: number): string | null {
  return actions === 0 ? null : (BigInt(gasUsed) / BigInt(actions)).toString();
}
