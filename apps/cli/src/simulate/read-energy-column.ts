import { readFileSync } from "node:fs";
import { parseKwh } from "@pumasi/quantities";
import Papa from "papaparse";

/** An energy file that cannot be used; says which line and what it needs. */
export class EnergyFileInvalidError extends Error {
  readonly code = "energy_file_invalid";
  readonly retryable = false;

  constructor(
    readonly file: string,
    column: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(
      `The energy file ${file} cannot be used: ${problem}. It needs a header with ${column} and in every row a non-negative kWh text of at most six decimals.`,
      options,
    );
    this.name = "EnergyFileInvalidError";
  }
}

/**
 * Reads one column of a CSV file, in 10^-6 kWh. Every cell is parsed exactly; a missing or malformed one
 * is an EnergyFileInvalidError, because missing is never zero.
 */
export function readEnergyColumn(file: string, column: string): Float64Array {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (cause) {
    throw new EnergyFileInvalidError(file, column, "it cannot be read", { cause });
  }
  const { data } = Papa.parse<string[]>(content.trimEnd(), { delimiter: "," });
  const [header = [], ...rows] = data;
  const place = header.indexOf(column);
  if (place < 0) {
    throw new EnergyFileInvalidError(file, column, `its header is ${JSON.stringify(header)}`);
  }
  return Float64Array.from(rows, (cells, index) => {
    const parsed = parseKwh(cells[place] ?? "");
    if (parsed.ok && parsed.value >= 0) return parsed.value;
    const cell = JSON.stringify(cells[place] ?? "");
    throw new EnergyFileInvalidError(file, column, `line ${index + 2} holds ${cell}`);
  });
}
