import { writeFileSync } from "node:fs";
import { simulate } from "@pumasi/scenario";
import { init } from "echarts";
import { simulatedVillage } from "./simulated-village.js";

/**
 * Measures how simulating grows with the community and draws it:
 *
 *   node bench/dist/simulate-scaling.js [docs/benchmarks/simulate-scaling.svg]
 *
 * A day of 96 slots of 10² to 10⁵ homes, the median of a few runs each, beside a line that grows as
 * n log n from 1,000 homes, where what a slot costs whoever takes part no longer counts.
 */
const SIZES = [100, 316, 1000, 3162, 10_000, 31_623, 100_000] as const;
const SLOTS = 96;
const ANCHOR = 1000;
/** Memory that the largest community may take, 10^6 bytes. */
const MOST_MB = 1000;
const MOST_RUNS = 5;
/** Small communities are run again until they took so long together, ms. */
const LEAST_MS = 3000;

interface Point {
  homes: number;
  ms: number;
  heapMb: number;
}

function measure(homes: number): Point {
  const scenario = simulatedVillage(homes, SLOTS);
  const times: number[] = [];
  let total = 0;
  while (times.length < MOST_RUNS || (total < LEAST_MS && times.length < 50)) {
    const start = performance.now();
    simulate(scenario);
    const ms = performance.now() - start;
    times.push(ms);
    total += ms;
    if (total > 10 * LEAST_MS) break;
  }
  times.sort((a, b) => a - b);
  return {
    homes,
    ms: times[Math.floor(times.length / 2)] as number,
    heapMb: process.memoryUsage().rss / 1e6,
  };
}

function draw(points: readonly Point[], bound: readonly [number, number][]): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 760, height: 460 });
  const axis = {
    type: "log",
    nameLocation: "middle",
    minorSplitLine: { show: true },
  } as const;
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    title: { text: "A day of 96 slots with batteries and one market", left: "center" },
    legend: { bottom: 0 },
    grid: { left: 70, right: 30, top: 50, bottom: 80 },
    xAxis: { ...axis, name: "homes", nameGap: 28, min: 100, max: 100_000 },
    yAxis: { ...axis, name: "ms, median", nameGap: 46 },
    series: [
      {
        name: "measured",
        type: "line",
        symbolSize: 8,
        data: points.map(({ homes, ms }) => [homes, Number(ms.toFixed(2))]),
        label: { show: true, position: "top", formatter: "{@[1]} ms" },
      },
      {
        name: `n log n from ${ANCHOR.toLocaleString("en")} homes`,
        type: "line",
        showSymbol: false,
        lineStyle: { type: "dashed" },
        data: bound.map(([homes, ms]) => [homes, Number(ms.toFixed(2))]),
      },
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

// The machine's code is compiled and warm before the first point counts.
for (let i = 0; i < 30; i++) simulate(simulatedVillage(200, SLOTS));
const points = SIZES.map((homes) => {
  const point = measure(homes);
  console.log(
    `${homes} homes: ${point.ms.toFixed(1)} ms, ${((point.ms * 1e6) / (homes * SLOTS)).toFixed(0)} ns a meter-slot, ${point.heapMb.toFixed(0)} MB`,
  );
  return point;
});
const anchor = points.find(({ homes }) => homes === ANCHOR) as Point;
const growth = (homes: number) => homes * Math.log2(homes);
const boundAt = (homes: number) => (anchor.ms * growth(homes)) / growth(anchor.homes);
const bound = SIZES.map((homes): [number, number] => [homes, boundAt(homes)]);
const target = process.argv[2];
if (target !== undefined) writeFileSync(target, `${draw(points, bound)}\n`);
const larger = points.filter(({ homes }) => homes > ANCHOR);
const above = larger.filter(({ homes, ms }) => ms > boundAt(homes));
const heaviest = Math.max(...points.map(({ heapMb }) => heapMb));
if (above.length > 0 || heaviest > MOST_MB) process.exitCode = 1;
console.log(
  above.length === 0
    ? `never above n log n from ${ANCHOR} homes`
    : `above n log n at ${above.map(({ homes }) => homes).join(", ")} homes`,
);
