import { closeSync, openSync, writeFileSync } from "node:fs";
import { type Scenario, type SimulationResult, simulate } from "@pumasi/scenario";
import { SingleBar } from "cli-progress";
import { type Command, InvalidArgumentError } from "commander";
import { EXAMPLE_SCENARIO, SCENARIO_NOTES } from "../simulate/example-scenario.js";
import { readScenario } from "../simulate/read-scenario.js";
import { ReportUnwritableError } from "../simulate/report/report-error.js";
import { reportPage } from "../simulate/report/report-page.js";
import { resultJson } from "../simulate/result-json.js";
import { resultTable } from "../simulate/result-table.js";

/** How often progress is written where nothing can be drawn over. */
const LOGGED_STEPS = 10;

interface Flags {
  json?: boolean;
  report?: string;
  seed?: string;
  days?: number;
}

/** `pumasi simulate`: what several markets would do to the same homes on the same days. */
export function simulateCommand(program: Command): void {
  program
    .command("simulate")
    .description(
      "Compare market rules on the same homes and days, before anybody signs: who saves what, who loses, and what it does to prices and the grid. The same scenario and seed give the same result on any machine.",
    )
    .argument("<scenario>", "a scenario file (YAML); files it names are relative to it")
    .option("--json", "print the result as JSON with exact decimal texts")
    .option("--report <file>", "write the result as one self-contained HTML page with charts")
    .option("--seed <text>", "draw with this seed instead of the scenario's")
    .option("--days <count>", "simulate only so many days instead of the scenario's", readDays)
    .addHelpText("after", `\nA scenario:\n\n${EXAMPLE_SCENARIO}\n${SCENARIO_NOTES}`)
    .action((file: string, flags: Flags) => run(file, flags));
}

function run(file: string, { json, report, seed, days }: Flags): void {
  const changes = {
    ...(seed === undefined ? {} : { seed }),
    ...(days === undefined ? {} : { days }),
  };
  const { scenario, text } = readScenario(file, changes);
  if (report !== undefined) mustBeWritable(report);
  const result = simulateWithBar(scenario);
  if (report !== undefined) {
    writeFileSync(report, reportPage({ scenario, text, result }));
    process.stderr.write(`The report is in ${report}.\n`);
  }
  console.log(
    json === true
      ? JSON.stringify(resultJson(scenario, result), null, 2)
      : resultTable(scenario, result),
  );
}

/** Nobody should wait for a simulation whose report has nowhere to go. */
function mustBeWritable(report: string): void {
  try {
    closeSync(openSync(report, "a"));
  } catch (cause) {
    throw new ReportUnwritableError(report, { cause });
  }
}

/** Simulates and shows how far it is. */
function simulateWithBar(scenario: Scenario): SimulationResult {
  const bar = new SingleBar({
    format: "{bar} {percentage}% | {value}/{total} slots | {eta_formatted} left",
    stream: process.stderr,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5000,
  });
  let drawnAt = 0;
  bar.start(scenario.slotCount, 0);
  try {
    return simulate(scenario, (slots) => {
      bar.update(slots);
      // Nothing else gets a turn while slots are computed, so the bar is drawn here; in a log, rarely.
      const step = process.stderr.isTTY ? 0 : scenario.slotCount / LOGGED_STEPS;
      if (slots < drawnAt + step) return;
      drawnAt = slots;
      bar.render();
    });
  } finally {
    // A bar that is not stopped keeps the process alive.
    bar.stop();
  }
}

function readDays(input: string): number {
  const days = /^\d{1,4}$/.test(input) ? Number(input) : 0;
  if (days < 1 || days > 3660) throw new InvalidArgumentError("It must be from 1 to 3660 days.");
  return days;
}
