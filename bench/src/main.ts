import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type Measurement, measure } from "./benchmark.js";
import { BENCHMARKS, TABLES } from "./benchmarks.js";
import { type MeasuredTable, measureTable } from "./figure-table.js";
import { printMeasurement, printPage } from "./print-measurement.js";

const { values, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false }, page: { type: "string" } },
  allowPositionals: true,
});
const [filter = ""] = positionals;
const chosen = [
  ...BENCHMARKS.map((each) => ({ name: each.name, run: () => measure(each) })),
  ...TABLES.map((each) => ({ name: each.name, run: () => measureTable(each) })),
];
const matching = chosen.filter(({ name }) => name.includes(filter));
if (matching.length === 0) {
  const names = chosen.map(({ name }) => name).join(", ");
  console.error(`No benchmark's name contains "${filter}". There are: ${names}.`);
  process.exit(1);
}

const measurements: (Measurement | MeasuredTable)[] = [];
for (const { name, run } of matching) {
  process.stderr.write(`${name} …\n`);
  const measured = await run();
  measurements.push(measured);
  if (!values.json) console.log(printMeasurement(measured));
}
if (measurements.some(({ meetsLimit }) => meetsLimit === false)) process.exitCode = 1;
if (values.json) console.log(JSON.stringify(measurements, null, 2));
if (values.page !== undefined) {
  const [cpu] = cpus();
  const machine = `${cpus().length} cores of ${cpu?.model.trim() ?? "an unknown kind"}, Node ${process.version}`;
  writeFileSync(values.page, printPage(filter, measurements, machine));
}
