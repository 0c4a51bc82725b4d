import type { SharingReading } from "@pumasi/market";
import { parseKwh, type Ukwh } from "@pumasi/quantities";
import Papa from "papaparse";
import { SharingFileInvalidError } from "./sharing-file-error.js";

const NEEDED = ["slot", "meter", "consumed", "generated"] as const;
const OPTIONAL = ["charged", "discharged"] as const;

type Column = (typeof NEEDED)[number] | (typeof OPTIONAL)[number];

/** One row: what a meter measured in a slot, and the line of the file that says so. */
export interface SlotRow extends SharingReading {
  slot: string;
  meter: string;
  line: number;
}

/**
 * Reads slots in the long format: a header with the columns slot, meter, consumed, generated and, if
 * there are any, charged and discharged, in any order, then one row a meter and slot with energies in
 * kWh as decimal texts of at most six decimals. Everything wrong is named with its line; an empty
 * cell is wrong, because missing is never zero, and nothing is rounded.
 */
export function readSlotsFile(text: string): SlotRow[] {
  const rows: SlotRow[] = [];
  const problems: string[] = [];
  let places: ReadonlyMap<Column, number> | null = null;
  let line = 1;
  Papa.parse<string[]>(text.replace(/^\uFEFF/, "").replace(/(\r?\n)+$/, ""), {
    delimiter: ",",
    // Row by row, because all rows' texts at once take several times the memory of the file.
    step: ({ data: cells }) => {
      if (places === null) places = readHeader(cells);
      else {
        const read = readRow(cells, places, line);
        if (typeof read === "string") problems.push(`line ${line}: ${read}`);
        else rows.push(read);
      }
      line += 1 + linesIn(cells);
    },
  });
  if (places === null) readHeader([]);
  if (rows.length + problems.length === 0) problems.push("there is no row below the header");
  if (problems.length > 0) throw new SharingFileInvalidError(problems);
  return rows;
}

/** Line ends within quotes. */
function linesIn(row: readonly string[]): number {
  return row.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
}

function readHeader(header: readonly string[]): ReadonlyMap<Column, number> {
  const known: readonly string[] = [...NEEDED, ...OPTIONAL];
  const problems = [
    ...NEEDED.filter((name) => !header.includes(name)).map((name) => `"${name}" is missing`),
    ...header.filter((name) => !known.includes(name)).map((name) => `"${name}" is no column`),
    ...header
      .filter((name, index) => known.includes(name) && header.indexOf(name) !== index)
      .map((name) => `"${name}" stands there twice`),
  ];
  if (problems.length > 0) {
    throw new SharingFileInvalidError([
      `line 1: the header is ${NEEDED.join(",")} and, if needed, ${OPTIONAL.join(",")}; ${problems.join(", ")}`,
    ]);
  }
  return new Map(header.map((name, index) => [name as Column, index]));
}

/** The row, or what is wrong with it. */
function readRow(
  cells: readonly string[],
  places: ReadonlyMap<Column, number>,
  line: number,
): SlotRow | string {
  if (cells.length !== places.size) {
    return `${cells.length} cells where the header has ${places.size}`;
  }
  const cellOf = (name: Column): string => cells[places.get(name) as number] as string;
  for (const name of ["slot", "meter"] as const) {
    if (cellOf(name).trim() === "") return `"${name}" is empty`;
    if (cellOf(name).trim() !== cellOf(name)) return `"${name}" has spaces around it`;
  }
  const energies = new Map<Column, Ukwh>();
  for (const name of places.keys()) {
    if (name === "slot" || name === "meter") continue;
    const energy = readEnergy(cellOf(name));
    if (typeof energy === "string") return `"${name}" ${energy}`;
    energies.set(name, energy);
  }
  return {
    slot: cellOf("slot"),
    meter: cellOf("meter"),
    line,
    consumedUkwh: energies.get("consumed") as Ukwh,
    generatedUkwh: energies.get("generated") as Ukwh,
    chargedUkwh: energies.get("charged") ?? 0,
    dischargedUkwh: energies.get("discharged") ?? 0,
  };
}

/** 10^-6 kWh, or what is wrong with the text. */
function readEnergy(text: string): Ukwh | string {
  if (text.trim() === "") return "is empty; a missing reading is not zero";
  const parsed = parseKwh(text);
  const shown = JSON.stringify(text);
  if (!parsed.ok) {
    return parsed.reason === "too_many_decimals"
      ? `is ${shown}, with more than six decimals`
      : `is ${shown}, not a plain decimal number of kWh`;
  }
  return parsed.value < 0 ? `is ${shown}, below zero` : parsed.value;
}
