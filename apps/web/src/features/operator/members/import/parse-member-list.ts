import {
  MEMBER_COLUMNS,
  type MemberColumn,
  type MemberRow,
  MOST_IMPORTED_MEMBERS,
} from "@pumasi/protocol";
import Papa from "papaparse";

/** A row of the list with its number as a spreadsheet shows it: the columns' names are in row 1. */
export interface ListRow {
  line: number;
  cells: MemberRow;
}

/** Why no row of the list can be looked at. */
export type ListFault =
  | { code: "no_rows" }
  | { code: "columns_missing"; columns: string }
  | { code: "column_repeated"; columns: string }
  | { code: "too_many_rows"; rows: number; most: number };

/** A row that is no row of this list. */
export interface BrokenRow {
  line: number;
  code: "too_many_cells" | "quotes_broken";
}

export type ParsedList =
  | { ok: true; rows: ListRow[]; broken: BrokenRow[] }
  | { ok: false; fault: ListFault };

const DELIMITERS = [",", ";", "\t"] as const;

/** "Credit limit", "credit_limit" and "creditLimit" are the same column. */
const plainName = (text: string) => text.toLowerCase().replaceAll(/[\s_-]/g, "");

/**
 * Reads a list of members as a spreadsheet writes it: a row of names, then a row a household; commas, semicolons or tabs between
 * cells, quotes around them, a byte order mark or none. Cells stay as they were typed: whether they can be used is the server's
 * to say. Other columns are left alone, empty rows left out.
 */
export function parseMemberList(text: string): ParsedList {
  const content = text.replace(/^\uFEFF/, "");
  const header = content.split(/\r\n|\n|\r/).find((line) => line.trim() !== "") ?? "";
  const { data, errors } = Papa.parse<string[]>(content, { delimiter: delimiterOf(header) });
  const records = data
    .map((cells, index) => ({ cells, line: index + 1 }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  const [names, ...rows] = records;
  if (names === undefined) return { ok: false, fault: { code: "no_rows" } };
  const fault = faultOf(names.cells, rows.length);
  if (fault !== null) return { ok: false, fault };
  const at = names.cells.map(plainName);
  const places = new Map(MEMBER_COLUMNS.map((column) => [column, at.indexOf(plainName(column))]));
  const cellOf = (cells: readonly string[], column: MemberColumn) =>
    cells[places.get(column) ?? -1] ?? "";
  const broken: BrokenRow[] = rows
    .filter(({ cells }) => cells.slice(at.length).some((cell) => cell.trim() !== ""))
    .map(({ line }) => ({ line, code: "too_many_cells" }));
  for (const { type, row } of errors) {
    if (type === "Quotes" && row !== undefined)
      broken.push({ line: row + 1, code: "quotes_broken" });
  }
  return {
    ok: true,
    rows: rows.map(({ cells, line }) => ({
      line,
      cells: {
        name: cellOf(cells, "name"),
        pod: cellOf(cells, "pod"),
        creditLimit: cellOf(cells, "creditLimit"),
        buyBelow: cellOf(cells, "buyBelow"),
        sellAbove: cellOf(cells, "sellAbove"),
      },
    })),
    broken,
  };
}

/** The one that the row of names has most of; names have none of them in themselves. */
function delimiterOf(header: string): string {
  const [first] = DELIMITERS.map((delimiter) => ({
    delimiter,
    times: header.split(delimiter).length,
  })).sort((a, b) => b.times - a.times);
  return first?.delimiter ?? ",";
}

function faultOf(names: readonly string[], rows: number): ListFault | null {
  const given = names.map(plainName);
  const missing = MEMBER_COLUMNS.filter((column) => !given.includes(plainName(column)));
  if (missing.length > 0) return { code: "columns_missing", columns: missing.join(", ") };
  const repeated = MEMBER_COLUMNS.filter(
    (column) => given.filter((name) => name === plainName(column)).length > 1,
  );
  if (repeated.length > 0) return { code: "column_repeated", columns: repeated.join(", ") };
  if (rows === 0) return { code: "no_rows" };
  if (rows > MOST_IMPORTED_MEMBERS) {
    return { code: "too_many_rows", rows, most: MOST_IMPORTED_MEMBERS };
  }
  return null;
}

/** A file's text; null where it is not in UTF-8, which would put other letters into names. */
export function decodeList(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
