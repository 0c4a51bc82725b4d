import type { FlowResult, MarketOutcome, Scenario, SimulationResult } from "@pumasi/scenario";
import { showAmount } from "../result-json.js";
import {
  COLOURS,
  drawChart,
  FAINT,
  GAIN,
  INK,
  LINE,
  LOSS,
  plainAxis,
  plainLegend,
} from "./draw-chart.js";

/** With more members than this the bars carry no names. */
const MOST_NAMED_BARS = 24;
/** With more members than this a bar stands for several. */
const MOST_BARS = 200;
const UNITS = 1e6;
const AMOUNT_UNITS = 1e12;

const colourOf = (index: number) => COLOURS[index % COLOURS.length] as string;

/** What each member saves, the most first; whoever loses is red and marked. */
export function savingsChart(
  { plan, members }: MarketOutcome,
  index: number,
  { currency }: Scenario,
): string {
  const sorted = [...members].sort((a, b) =>
    a.savings === b.savings ? 0 : a.savings < b.savings ? 1 : -1,
  );
  const step = Math.ceil(sorted.length / MOST_BARS);
  const shown = sorted.filter((_, place) => place % step === 0 || place === sorted.length - 1);
  const hasNames = members.length <= MOST_NAMED_BARS;
  const axisName = hasNames ? "" : step === 1 ? "members" : `members, one in ${step} shown`;
  return drawChart(`s${index}`, `What each member saves with ${plan.name}`, {
    grid: { left: 8, right: 12, top: 28, bottom: hasNames ? 8 : 24, containLabel: true },
    xAxis: plainAxis(axisName, {
      type: "category",
      data: shown.map(({ name }) => name),
      nameLocation: "middle",
      nameGap: 10,
      axisLabel: { show: hasNames, rotate: 60, color: FAINT, fontSize: 11, interval: 0 },
      axisTick: { show: false },
    }),
    yAxis: plainAxis(`${currency} saved`, {
      type: "value",
      nameTextStyle: { color: FAINT, align: "left" },
    }),
    series: [
      {
        type: "bar",
        data: shown.map(({ savings }) => ({
          value: Number(savings) / AMOUNT_UNITS,
          itemStyle: { color: savings < 0n ? LOSS : GAIN },
          label: {
            show: savings < 0n && hasNames,
            position: "bottom",
            formatter: "loses",
            color: LOSS,
            fontSize: 11,
          },
        })),
        barCategoryGap: hasNames ? "25%" : "0%",
      },
    ],
  });
}

/** Where what was used came from, month by month, in the first market. */
export function monthsChart({ months, markets }: SimulationResult): string {
  const name = markets[0]?.plan.name ?? "";
  const used = (flow: FlowResult) => flow.loadUkwh + flow.vehicleUkwh;
  const traded = (flow: FlowResult) => flow.tradedUkwh[0] ?? 0;
  const bars: [string, string, (flow: FlowResult) => number][] = [
    ["own PV and battery", COLOURS[1] as string, (flow) => used(flow) - flow.importedUkwh],
    ["neighbours", COLOURS[2] as string, traded],
    ["supplier", COLOURS[7] as string, (flow) => flow.importedUkwh - traded(flow)],
  ];
  return drawChart("m", `Where the energy used came from, by month, with ${name}`, {
    grid: { left: 8, right: 12, top: 28, bottom: 32, containLabel: true },
    legend: plainLegend(),
    xAxis: plainAxis("", { type: "category", data: months.map(({ label }) => label) }),
    yAxis: plainAxis("kWh used", { type: "value", nameTextStyle: { color: FAINT, align: "left" } }),
    series: bars.map(([series, color, energyOf]) => ({
      name: series,
      type: "bar",
      stack: "used",
      itemStyle: { color },
      data: months.map((flow) => Math.round(energyOf(flow) / UNITS)),
    })),
  });
}

/** The mean day of the period, as power by local hour. */
export function dayChart({ hours, markets }: SimulationResult, { slotSeconds }: Scenario): string {
  const kw = (energyUkwh: number, { slots }: FlowResult) =>
    Number(((energyUkwh / UNITS / slots) * (3600 / slotSeconds)).toFixed(3));
  const lines: [string, string, (flow: FlowResult) => number][] = [
    ["used", INK, (flow) => flow.loadUkwh + flow.vehicleUkwh],
    ["PV", COLOURS[1] as string, ({ panelsUkwh }) => panelsUkwh],
    ["imported", COLOURS[0] as string, ({ importedUkwh }) => importedUkwh],
    ["among neighbours", COLOURS[2] as string, ({ tradedUkwh }) => tradedUkwh[0] ?? 0],
  ];
  const name = markets[0]?.plan.name ?? "";
  return drawChart("d", `The mean day of the community with ${name}, by hour`, {
    grid: { left: 8, right: 16, top: 28, bottom: 32, containLabel: true },
    legend: plainLegend(),
    xAxis: plainAxis("", { type: "category", data: hours.map(({ label }) => `${label}:00`) }),
    yAxis: plainAxis("kW, mean", { type: "value", nameTextStyle: { color: FAINT, align: "left" } }),
    series: lines.map(([series, color, energyOf]) => ({
      name: series,
      type: "line",
      showSymbol: false,
      lineStyle: { color, width: 2 },
      itemStyle: { color },
      data: hours.map((flow) => kw(energyOf(flow), flow)),
    })),
  });
}

/** What a kWh cost among neighbours, from the cheapest slot to the dearest. */
export function pricesChart(markets: readonly MarketOutcome[], { currency }: Scenario): string {
  const series = markets.flatMap(({ plan, prices }, index) =>
    prices === null
      ? []
      : [
          curve(
            plan.name,
            index,
            prices.quantiles.map((price, step) => [step, price / UNITS]),
          ),
        ],
  );
  return drawChart(
    "p",
    "Prices among neighbours, from the cheapest slot to the dearest",
    {
      ...curveFrame(markets.length),
      xAxis: plainAxis("% of the slots with trade, cheapest first", {
        type: "value",
        max: 100,
        nameLocation: "middle",
        nameGap: 26,
      }),
      yAxis: plainAxis(`${currency}/kWh`, {
        type: "value",
        scale: true,
        nameTextStyle: { color: FAINT, align: "left" },
      }),
      series,
    },
    curveHeight(markets.length),
  );
}

/** How savings are spread: the poorest part of the members and what they have together. */
export function lorenzChart(markets: readonly MarketOutcome[]): string {
  const even = {
    name: "all the same",
    type: "line",
    showSymbol: false,
    lineStyle: { color: FAINT, type: "dashed", width: 1 },
    itemStyle: { color: FAINT },
    data: [
      [0, 0],
      [100, 100],
    ],
  };
  const series = markets.flatMap((market, index) => {
    const points = lorenzPoints(market);
    return points.length === 0 ? [] : [curve(market.plan.name, index, points)];
  });
  return drawChart(
    "l",
    "Lorenz curves: which part of the savings the members who save least have together",
    {
      ...curveFrame(markets.length + 1),
      xAxis: plainAxis("% of the members, who save least first", {
        type: "value",
        max: 100,
        nameLocation: "middle",
        nameGap: 26,
      }),
      yAxis: plainAxis("% of the savings", {
        type: "value",
        max: 100,
        nameTextStyle: { color: FAINT, align: "left" },
      }),
      series: [even, ...series],
    },
    curveHeight(markets.length + 1),
  );
}

/** At most a hundred points of a Lorenz curve; none when nothing is saved in all. */
function lorenzPoints({ members, savings }: MarketOutcome): [number, number][] {
  if (savings <= 0n) return [];
  const sorted = members.map((member) => member.savings).sort((a, b) => (a < b ? -1 : 1));
  const step = Math.ceil(sorted.length / 100);
  const points: [number, number][] = [[0, 0]];
  let sum = 0n;
  sorted.forEach((saving, place) => {
    sum += saving;
    const isLast = place === sorted.length - 1;
    if ((place + 1) % step !== 0 && !isLast) return;
    const part = Number((sum * 10_000n) / savings) / 100;
    points.push([Number((((place + 1) * 100) / sorted.length).toFixed(2)), part]);
  });
  return points;
}

function curve(name: string, index: number, data: [number, number][]): object {
  const color = colourOf(index);
  // Curves that lie on each other stay visible where the upper one has gaps.
  const type = (["solid", [8, 4], [3, 3]] as const)[index % 3];
  return {
    name,
    type: "line",
    showSymbol: false,
    lineStyle: { color, width: 2, type },
    itemStyle: { color },
    data,
  };
}

/** Legends of curves have two names a row. */
const rowsOf = (curves: number) => Math.ceil(curves / 2);
const curveHeight = (curves: number) => 270 + rowsOf(curves) * 24;

function curveFrame(curves: number): object {
  return {
    grid: { left: 8, right: 20, top: 28, bottom: 36 + rowsOf(curves) * 24, containLabel: true },
    legend: {
      ...plainLegend(rowsOf(curves)),
      left: 0,
      formatter: (name: string) => shorten(name),
      textStyle: { color: INK, fontSize: 12, width: 180, overflow: "truncate" },
    },
  };
}

function shorten(name: string): string {
  return name.length > 30 ? `${name.slice(0, 29)}…` : name;
}

/** What each market saves its members, of what could be saved. */
export function overviewChart(
  { markets, community }: SimulationResult,
  { currency }: Scenario,
): string {
  const shown = [...markets].reverse();
  const possible = Number(community.possibleSavings) / AMOUNT_UNITS;
  return drawChart(
    "o",
    "What each mechanism saves the members together",
    {
      grid: { left: 8, right: 70, top: 24, bottom: 28, containLabel: true },
      xAxis: plainAxis(`${currency} saved by all members together`, {
        type: "value",
        nameLocation: "middle",
        nameGap: 26,
        max: possible > 0 ? Number(possible.toPrecision(3)) : undefined,
        splitNumber: 3,
      }),
      yAxis: plainAxis("", {
        type: "category",
        data: shown.map(({ plan }) => shorten(plan.name)),
        axisLabel: { color: INK, fontSize: 12 },
        axisTick: { show: false },
      }),
      series: [
        {
          type: "bar",
          data: shown.map(({ savings, losers }) => ({
            value: Number(savings) / AMOUNT_UNITS,
            itemStyle: { color: losers.length > 0 ? LOSS : GAIN },
            label: {
              show: true,
              position: "right",
              color: INK,
              fontSize: 12,
              formatter: showAmount(savings, 0),
            },
          })),
          barMaxWidth: 18,
          backgroundStyle: { color: LINE },
        },
      ],
    },
    70 + shown.length * 30,
  );
}
