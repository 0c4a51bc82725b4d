import type { MemberCellRefusal, MemberColumn, MemberRowProblem } from "@pumasi/protocol";
import type { BrokenRow, ListRow } from "./parse-member-list.js";

/** A row that cannot be imported, with everything that is wrong with it. */
export interface BadRow {
  line: number;
  /** As it was typed; empty where that is what is wrong. */
  name: string;
  /** Of the row as a whole. */
  broken: BrokenRow["code"][];
  cells: { column: MemberColumn; code: MemberCellRefusal; typed: string }[];
}

/** Every bad row once, by its number: what the page found in the file, and what the server says of its cells. */
export function badRows(
  rows: readonly ListRow[],
  broken: readonly BrokenRow[],
  problems: readonly MemberRowProblem[],
): BadRow[] {
  const bad = new Map<number, BadRow>();
  const names = new Map(rows.map(({ line, cells }) => [line, cells.name]));
  const at = (line: number): BadRow => {
    const known = bad.get(line);
    if (known !== undefined) return known;
    const fresh = { line, name: names.get(line) ?? "", broken: [], cells: [] };
    bad.set(line, fresh);
    return fresh;
  };
  for (const { line, code } of broken) at(line).broken.push(code);
  for (const { row, column, code } of problems) {
    const found = rows[row - 1];
    if (found !== undefined) {
      at(found.line).cells.push({ column, code, typed: found.cells[column] });
    }
  }
  return [...bad.values()].sort((a, b) => a.line - b.line);
}
