/**
 * Makes data/citylearn-2022 from the original files of the CityLearn Challenge 2022.
 *
 *   node adapters/devices/scripts/extract-citylearn.mjs SOURCE_FOLDER [TARGET_FOLDER]
 *
 * The source folder holds schema.json, LICENSE and one Building_N.csv per home. Energy is rounded
 * half up to six decimals of a kWh on the decimal texts themselves: floating point would make the
 * last digit depend on the machine's arithmetic instead of on the source.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ENERGY_DECIMALS = 6;

/** A decimal text, with or without an exponent, as a whole number of 10^-scale units. */
function parseExact(text) {
  const match = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) throw new Error(`not a non-negative decimal: ${JSON.stringify(text)}`);
  const [, whole, fraction = "", exponent = "0"] = match;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** Rounds digits × 10^-scale (not negative) half up to a whole number of 10^-6 units. */
function roundToMicro({ digits, scale }) {
  if (scale <= ENERGY_DECIMALS) return digits * 10n ** BigInt(ENERGY_DECIMALS - scale);
  const divisor = 10n ** BigInt(scale - ENERGY_DECIMALS);
  return (2n * digits + divisor) / (2n * divisor);
}

/** Prints a whole number of 10^-6 units as the shortest decimal text. */
function printMicro(value) {
  const text = value.toString().padStart(ENERGY_DECIMALS + 1, "0");
  const fraction = text.slice(-ENERGY_DECIMALS).replace(/0+$/, "");
  const whole = text.slice(0, -ENERGY_DECIMALS);
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

/** Energy of one hour: watts per installed kilowatt × kilowatts installed / 1000. */
function pvMicroKwh(wattsPerKw, nominalKw) {
  const yieldText = parseExact(wattsPerKw);
  const nominal = parseExact(nominalKw);
  return roundToMicro({
    digits: yieldText.digits * nominal.digits,
    scale: yieldText.scale + nominal.scale + 3,
  });
}

/** One home's rows [load, pv] in 10^-6 kWh. */
function readHome(file, nominalKw) {
  const [header, ...lines] = readFileSync(file, "utf8").trimEnd().split(/\r?\n/);
  const columns = header.split(",");
  const loadColumn = columns.indexOf("non_shiftable_load");
  const solarColumn = columns.indexOf("solar_generation");
  if (loadColumn < 0 || solarColumn < 0) throw new Error(`${file} lacks a column`);
  return lines.map((line) => {
    const cells = line.split(",");
    const load = roundToMicro(parseExact(cells[loadColumn] ?? ""));
    return [load, pvMicroKwh(cells[solarColumn] ?? "", nominalKw)];
  });
}

/**
 * Writes one home's file and returns its entry for homes.json. An even home's panels are left out of
 * it and stand in a file of their own.
 */
function extractHome(number, nominalKw, source, target) {
  const digits = String(number).padStart(2, "0");
  const name = `home-${digits}`;
  const hasPv = number % 2 === 1;
  const rows = readHome(join(source, `Building_${number}.csv`), nominalKw);
  const lines = rows.map(([load, pv]) => `${printMicro(load)},${hasPv ? printMicro(pv) : "0"}`);
  writeFileSync(join(target, `${name}.csv`), `load_kwh,pv_kwh\n${lines.join("\n")}\n`);
  const sum = (column) => printMicro(rows.reduce((total, row) => total + row[column], 0n));
  const entry = {
    name,
    file: `${name}.csv`,
    nominalPvKw: nominalKw,
    pv: hasPv,
    rows: rows.length,
    loadKwh: sum(0),
    pvKwh: hasPv ? sum(1) : "0",
  };
  if (hasPv) return entry;
  const pvFile = `pv-${digits}.csv`;
  const pvLines = rows.map(([, pv]) => printMicro(pv));
  writeFileSync(join(target, pvFile), `pv_kwh\n${pvLines.join("\n")}\n`);
  return { ...entry, leftOutPvFile: pvFile, leftOutPvKwh: sum(1) };
}

const [sourceArgument, targetArgument] = process.argv.slice(2);
if (sourceArgument === undefined) {
  console.error("usage: extract-citylearn.mjs SOURCE_FOLDER [TARGET_FOLDER]");
  process.exit(1);
}
const source = resolve(sourceArgument);
const target = resolve(
  targetArgument ?? fileURLToPath(new URL("../../../data/citylearn-2022", import.meta.url)),
);
mkdirSync(target, { recursive: true });
const { buildings } = JSON.parse(readFileSync(join(source, "schema.json"), "utf8"));
const homes = Object.entries(buildings)
  .map(([building, { pv }]) => ({
    number: Number(building.replace("Building_", "")),
    nominalKw: String(pv.attributes.nominal_power),
  }))
  .sort((a, b) => a.number - b.number)
  .map(({ number, nominalKw }) => extractHome(number, nominalKw, source, target));
const description = {
  firstRowStart: "2016-08-01T07:00:00Z",
  timeZone: "Etc/GMT+8",
  slotSeconds: 3600,
  homes,
};
writeFileSync(join(target, "homes.json"), `${JSON.stringify(description, null, 2)}\n`);
copyFileSync(join(source, "LICENSE"), join(target, "LICENSE"));
