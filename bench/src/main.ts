import { parseArgs } from "node:util";
import { type Measurement, measure } from "./benchmark.js";
import { BENCHMARKS } from "./benchmarks.js";

const { values, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false } },
  allowPositionals: true,
});
const [filter = ""] = positionals;
const chosen = BENCHMARKS.filter(({ name }) => name.includes(filter));
if (chosen.length === 0) {
  const names = BENCHMARKS.map(({ name }) => name).join(", ");
  console.error(`No benchmark's name contains "${filter}". There are: ${names}.`);
  process.exit(1);
}

const measurements: Measurement[] = [];
for (const benchmark of chosen) {
  process.stderr.write(`${benchmark.name} …\n`);
  const measurement = await measure(benchmark);
  measurements.push(measurement);
  if (!values.json) console.log(lineOf(measurement));
}
if (measurements.some(({ meetsLimit }) => meetsLimit === false)) process.exitCode = 1;
if (values.json) console.log(JSON.stringify(measurements, null, 2));

function lineOf({ name, median, unit, runs, limit, meetsLimit, comparisons }: Measurement): string {
  const against = comparisons.map((each) => `${each.ratio} times as fast as ${each.against}`);
  const shown = `${name}: ${median.toLocaleString("en")} ${unit} (median of ${runs})`;
  return [shown, ...against, ...limitOf(limit, meetsLimit)].join("; ");
}

function limitOf(limit: Measurement["limit"], meetsLimit: boolean | null): string[] {
  if (limit === null) return [];
  const [what, value] = "atMost" in limit ? ["at most", limit.atMost] : ["at least", limit.atLeast];
  return [`${what} ${value.toLocaleString("en")}: ${meetsLimit === true ? "met" : "MISSED"}`];
}
