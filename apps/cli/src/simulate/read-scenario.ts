import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { WHOLE_PPM } from "@pumasi/market";
import { type SlotSeconds, slotAt, slotStart } from "@pumasi/quantities";
import {
  type BatteryPlan,
  coversSlots,
  expandHomes,
  type HomeGroup,
  type HomePlan,
  type RecordedEnergy,
  type Scenario,
  type VehiclePlan,
} from "@pumasi/scenario";
import { type Document, parseDocument } from "yaml";
import type { z } from "zod";
import { readEnergyColumn } from "./read-energy-column.js";
import { ScenarioInvalidError } from "./scenario-error.js";
import { type HomeEntry, type ScenarioFile, scenarioSchema } from "./scenario-schema.js";

const DAY_MS = 86_400_000;
/** A clock change may cost a night an hour, and both ends of a stay are rounded to slots. */
const LONGEST_CLOCK_CHANGE_MINUTES = 60;
const MOST_HOMES = 200_000;

/** A scenario that was read, and its text, so that a report can show what it was made from. */
export interface ReadScenario {
  scenario: Scenario;
  text: string;
}

/**
 * Reads a scenario and the files it names, which are relative to it. Throws a ScenarioInvalidError with
 * everything that is wrong with it, or an EnergyFileInvalidError. `changes` replace what the file says.
 */
export function readScenario(
  file: string,
  changes: { seed?: string; days?: number } = {},
): ReadScenario {
  const text = readText(file);
  const document = parseDocument(text, { schema: "failsafe", prettyErrors: true });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    throw new ScenarioInvalidError(
      file,
      faults.map(({ message }) => `it is not YAML: ${message.split("\n")[0]}`),
    );
  }
  const checked = scenarioSchema.safeParse(plainOf(document, file));
  if (!checked.success) throw new ScenarioInvalidError(file, checked.error.issues.map(describe));
  const { seed, days } = changes;
  const given: ScenarioFile = {
    ...checked.data,
    seed: seed ?? checked.data.seed,
    period: { ...checked.data.period, days: days ?? checked.data.period.days },
  };
  return { scenario: scenarioFrom(given, file), text };
}

/** A document as plain values. Aliases that would blow it up are refused. */
function plainOf(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    const { message } = cause as Error;
    throw new ScenarioInvalidError(file, [`its aliases cannot be resolved: ${message}`], { cause });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new ScenarioInvalidError(file, ["it cannot be read; is the path right?"], { cause });
  }
}

/** "homes[3].battery.power: is missing". */
function describe({ path, message }: z.core.$ZodIssue): string {
  const place = path
    .map((step, index) =>
      typeof step === "number" ? `[${step}]` : `${index === 0 ? "" : "."}${String(step)}`,
    )
    .join("");
  return place === "" ? `the scenario: ${message}` : `${place}: ${message}`;
}

function scenarioFrom(given: ScenarioFile, file: string): Scenario {
  const problems: string[] = [];
  const slotSeconds = (given.period["slot-minutes"] * 60) as SlotSeconds;
  const slotMs = slotSeconds * 1000;
  const { start, days } = given.period;
  if (start % slotMs !== 0) {
    problems.push("period.start: must be the start of a slot, counted from midnight UTC");
  }
  checkNames(given, problems);
  const period = {
    fromSlot: slotAt(start, slotSeconds),
    slotCount: (days * DAY_MS) / slotMs,
    slotSeconds,
  };
  const homes = given.homes.flatMap((entry, index) =>
    homesFrom(entry, `homes[${index}]`, given, period, file, problems),
  );
  checkHomes(homes, given, problems);
  if (problems.length > 0) throw new ScenarioInvalidError(file, problems);
  return {
    name: given.name,
    description: given.description ?? "",
    seed: given.seed,
    currency: given.currency,
    timeZone: given["time-zone"],
    site: given.site ?? { latitude: 0, longitude: 0 },
    ...period,
    tariffs: given.tariffs.map((tariff) => ({
      name: tariff.name,
      retail: tariff.retail,
      feedIn: tariff["feed-in"],
      buyerFee: tariff["buyer-fee"] ?? 0,
      sellerFee: tariff["seller-fee"] ?? 0,
      dailyCharge: tariff["daily-charge"] ?? 0n,
    })),
    homes,
    plans: given.mechanisms,
  };
}

type Period = Pick<Scenario, "fromSlot" | "slotCount" | "slotSeconds">;

function homesFrom(
  entry: HomeEntry,
  place: string,
  given: ScenarioFile,
  period: Period,
  file: string,
  problems: string[],
): HomePlan[] {
  const tariff = tariffOf(entry, place, given, problems);
  if (entry.ev !== undefined) checkVehicle(entry.ev, place, period, problems);
  if (entry.kind === "group") {
    if (entry.pv !== undefined && given.site === undefined) {
      problems.push("site: is missing; generated panels need latitude and longitude");
    }
    return expandHomes(groupFrom(entry, tariff), given.seed);
  }
  if (given.recordings === undefined) {
    problems.push("recordings: is missing; files need first-row and row-minutes");
    return [];
  }
  const recorded = (path: string, column: string): RecordedEnergy =>
    readRecording(
      resolve(dirname(file), path),
      column,
      given,
      `${place}: ${path}`,
      period,
      problems,
    );
  const panels =
    entry["pv-file"] === undefined
      ? recorded(entry.file, "pv_kwh")
      : recorded(entry["pv-file"], "pv_kwh");
  return [
    {
      name: entry.name,
      tariff,
      load: { kind: "recorded", recorded: recorded(entry.file, "load_kwh") },
      panels: { kind: "recorded", recorded: panels },
      battery: entry.battery === undefined ? null : batteryFrom(entry.battery),
      vehicle: entry.ev === undefined ? null : vehicleFrom(entry.ev),
    },
  ];
}

function readRecording(
  path: string,
  column: string,
  { recordings }: ScenarioFile,
  place: string,
  { fromSlot, slotCount, slotSeconds }: Period,
  problems: string[],
): RecordedEnergy {
  const recorded = {
    firstRowStart: recordings?.["first-row"] ?? 0,
    rowSeconds: (recordings?.["row-minutes"] ?? 60) * 60,
    energiesUkwh: readEnergyColumn(path, column),
  };
  if (!coversSlots(recorded, fromSlot, slotCount, slotSeconds)) {
    const at = (instant: number) => new Date(instant).toISOString();
    const { firstRowStart, rowSeconds, energiesUkwh } = recorded;
    const rowsEnd = at(firstRowStart + energiesUkwh.length * rowSeconds * 1000);
    problems.push(
      `${place} has ${energiesUkwh.length} rows from ${at(firstRowStart)} to ${rowsEnd}, but the period runs from ${at(slotStart(fromSlot, slotSeconds))} to ${at(slotStart(fromSlot + slotCount, slotSeconds))}; rows and slots must start together`,
    );
  }
  return recorded;
}

function tariffOf(
  { tariff }: HomeEntry,
  place: string,
  { tariffs }: ScenarioFile,
  problems: string[],
): string {
  const names = tariffs.map(({ name }) => name);
  const chosen = tariff ?? (names.length === 1 ? names[0] : undefined);
  if (chosen !== undefined && names.includes(chosen)) return chosen;
  const found = chosen === undefined ? "is missing" : `is "${chosen}"`;
  problems.push(`${place}.tariff: ${found}; allowed are ${names.join(", ")}`);
  return "";
}

type GroupEntry = Extract<HomeEntry, { kind: "group" }>;

function groupFrom(entry: GroupEntry, tariff: string): HomeGroup {
  const { name, count, load, pv, battery, ev } = entry;
  return {
    name,
    count,
    tariff,
    shape: load.shape,
    annualUkwh: load.annual,
    panels:
      pv === undefined
        ? null
        : {
            sharePpm: pv.share,
            peakWatts: pv.peak,
            minutesEast: pv["minutes-east"] ?? { low: 0, high: 0 },
          },
    battery:
      battery === undefined
        ? null
        : {
            sharePpm: battery.share,
            capacityUkwh: battery.capacity,
            initialPpm: battery["at-start"] ?? 0,
            powerUkwhPerHour: battery.power,
            roundTripPpm: battery["round-trip"],
            strategy: battery.strategy,
            onlyWithPanels: battery["only-with-pv"] ?? false,
          },
    vehicle: ev === undefined ? null : { sharePpm: ev.share, ...vehicleFrom(ev) },
  };
}

type RecordedEntry = Extract<HomeEntry, { kind: "recorded" }>;
type VehicleEntry = NonNullable<RecordedEntry["ev"]>;

function batteryFrom(battery: NonNullable<RecordedEntry["battery"]>): BatteryPlan {
  return {
    capacityUkwh: battery.capacity,
    initialUkwh: Math.floor((battery.capacity / WHOLE_PPM) * (battery["at-start"] ?? 0)),
    powerUkwhPerHour: battery.power,
    roundTripPpm: battery["round-trip"],
    strategy: battery.strategy,
  };
}

function vehicleFrom({ energy, power, leaves, returns, strategy }: VehicleEntry): VehiclePlan {
  return {
    dailyUkwh: energy,
    powerUkwhPerHour: power,
    leavesMinute: leaves,
    returnsMinute: returns,
    strategy,
  };
}

/** A vehicle must leave before it returns, and be able to charge what it needs in any night. */
function checkVehicle(
  { energy, power, leaves, returns }: VehicleEntry,
  place: string,
  { slotSeconds }: Period,
  problems: string[],
): void {
  if (leaves.high >= returns.low) {
    problems.push(`${place}.ev.leaves: must be before it returns, on any day`);
  }
  const lost = LONGEST_CLOCK_CHANGE_MINUTES + (2 * slotSeconds) / 60;
  const minutes = 24 * 60 - returns.high + leaves.low - lost;
  const most = Math.floor((power * Math.max(0, minutes)) / 60);
  if (energy.high > most) {
    problems.push(
      `${place}.ev.energy: up to ${energy.high / WHOLE_PPM} kWh cannot be charged in the shortest night; at most ${most / WHOLE_PPM} kWh with this power and these times`,
    );
  }
}

/** Names that stand for something must stand for one thing. */
function checkNames({ tariffs, mechanisms }: ScenarioFile, problems: string[]): void {
  const check = (list: readonly { name: string }[], what: string) =>
    list.forEach(({ name }, index) => {
      const first = list.findIndex((other) => other.name === name);
      if (first !== index) {
        problems.push(`${what}[${index}].name: "${name}" is the name of ${what}[${first}] already`);
      }
    });
  check(tariffs, "tariffs");
  check(mechanisms, "mechanisms");
}

function checkHomes(
  homes: readonly HomePlan[],
  { homes: entries }: ScenarioFile,
  problems: string[],
) {
  const seen = new Set<string>();
  for (const { name } of homes) {
    if (seen.has(name)) problems.push(`homes: two of them are called "${name}"`);
    seen.add(name);
  }
  if (homes.length > MOST_HOMES) {
    problems.push(
      `homes: ${homes.length} homes in ${entries.length} entries are more than ${MOST_HOMES}`,
    );
  }
}
