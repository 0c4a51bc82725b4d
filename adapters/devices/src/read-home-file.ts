import { readFileSync } from "node:fs";
import { parseKwh } from "@pumasi/quantities";
import Papa from "papaparse";
import { MeterFileInvalidError } from "./meter-errors.js";

/** One hour of a home, in 10^-6 kWh: what it used and what its panels made. */
export interface HomeHour {
  loadUkwh: number;
  pvUkwh: number;
}

const HEADER = ["load_kwh", "pv_kwh"];

function parseCell(file: string, line: number, text: string | undefined): number {
  const parsed = parseKwh(text ?? "");
  if (!parsed.ok || parsed.value < 0) {
    throw new MeterFileInvalidError(
      file,
      `line ${line} holds ${JSON.stringify(text ?? "")}, not a non-negative kWh text of at most six decimals`,
    );
  }
  return parsed.value;
}

/**
 * Reads a home's file: the header load_kwh,pv_kwh and one row an hour. Every cell is parsed exactly;
 * a missing or malformed one is a MeterFileInvalidError, because missing is never zero.
 */
export function readHomeFile(file: string): HomeHour[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new MeterFileInvalidError(file, "it cannot be read", { cause });
  }
  const { data, errors } = Papa.parse<string[]>(text.trimEnd(), { delimiter: "," });
  const fault = errors[0];
  if (fault !== undefined) throw new MeterFileInvalidError(file, fault.message);
  const [header, ...rows] = data;
  if (header === undefined || header.join(",") !== HEADER.join(",")) {
    throw new MeterFileInvalidError(file, `its header is ${JSON.stringify(header ?? [])}`);
  }
  return rows.map((cells, index) => {
    const line = index + 2;
    if (cells.length !== HEADER.length) {
      throw new MeterFileInvalidError(file, `line ${line} has ${cells.length} cells`);
    }
    return {
      loadUkwh: parseCell(file, line, cells[0]),
      pvUkwh: parseCell(file, line, cells[1]),
    };
  });
}
