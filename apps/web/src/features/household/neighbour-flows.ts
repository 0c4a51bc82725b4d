import type { HouseholdNeighbours } from "@pumasi/protocol";
import type { EChartsCoreOption } from "echarts/core";
import { drawingNumber } from "../../format/exact-decimal.js";
import type { Formats } from "../../format/formats.js";
import type { EnergyPalette } from "../../theme.js";
import { chartStyle } from "../charts/chart-style.js";

interface NeighbourFlowsInput {
  answer: HouseholdNeighbours;
  palette: EnergyPalette;
  formats: Formats;
  names: { home: string; shared: string; nameOf: (account: number) => string };
}

interface Link {
  source: string;
  target: string;
  value: number;
  /** The exact decimal text, for the tooltip. */
  kwh: string;
}

/**
 * A Sankey diagram: on the left whom the household bought from, in the middle itself, on the right whom it sold to. A neighbour that
 * did both stands on both sides.
 */
export function neighbourFlows({
  answer,
  palette,
  formats,
  names,
}: NeighbourFlowsInput): EChartsCoreOption {
  const style = chartStyle(palette);
  const others = [
    ...answer.neighbours.map(({ account, bought, sold }) => ({
      ...{ key: `${account}`, name: names.nameOf(account), bought, sold },
    })),
    { key: "shared", name: names.shared, bought: answer.sharedBought, sold: answer.sharedSold },
  ];
  const links: Link[] = others.flatMap(({ key, bought, sold }) => [
    ...linkOf(`from ${key}`, "home", bought),
    ...linkOf("home", `to ${key}`, sold),
  ]);
  const labels = new Map<string, string>([["home", names.home]]);
  for (const { key, name } of others) {
    labels.set(`from ${key}`, name);
    labels.set(`to ${key}`, name);
  }
  const used = new Set(links.flatMap(({ source, target }) => [source, target]));
  const labelOf = (id: string) => labels.get(id) ?? id;
  return {
    ...style.base,
    tooltip: {
      ...style.tooltip,
      trigger: "item",
      formatter: ({ data }: { data: Partial<Link> & { name?: string } }) =>
        data.kwh === undefined
          ? labelOf(data.name ?? "")
          : `${labelOf(data.source ?? "")} → ${labelOf(data.target ?? "")}\n${formats.energy(data.kwh)}`,
    },
    series: [
      {
        type: "sankey",
        left: 8,
        right: 120,
        top: 8,
        bottom: 8,
        nodeGap: 10,
        draggable: false,
        emphasis: { disabled: true },
        data: [...used].map((id) => ({
          name: id,
          itemStyle: { color: id.startsWith("to ") ? palette.shared : palette.delivered },
        })),
        links,
        label: {
          color: palette.text,
          fontFamily: style.axisLabel.fontFamily,
          formatter: ({ name }: { name: string }) => labelOf(name),
        },
        lineStyle: { color: "source", opacity: 0.35 },
      },
    ],
  };
}

function linkOf(source: string, target: string, kwh: string): Link[] {
  const value = drawingNumber(kwh) ?? 0;
  return value > 0 ? [{ source, target, value, kwh }] : [];
}
