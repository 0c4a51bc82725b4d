import { type LedgerUnits, type Price, parseLedgerUnits, parsePrice } from "@pumasi/quantities";

/** The columns of a list of members, in the order in which a row's problems are told. */
export const MEMBER_COLUMNS = ["name", "pod", "creditLimit", "buyBelow", "sellAbove"] as const;
export type MemberColumn = (typeof MEMBER_COLUMNS)[number];

/** A household as a list names it: cells as they were typed, spaces around them included. */
export type MemberRow = Record<MemberColumn, string>;

/** Why a cell of a list cannot be used. */
export const MEMBER_CELL_REFUSALS = [
  "missing",
  "too_long",
  "control_character",
  "not_a_number",
  "too_many_decimals",
  "out_of_range",
  "negative",
  "pod_repeated",
  "pod_taken",
] as const;
export type MemberCellRefusal = (typeof MEMBER_CELL_REFUSALS)[number];

/** A cell that cannot be used; rows are numbered from 1. */
export interface MemberRowProblem {
  row: number;
  column: MemberColumn;
  code: MemberCellRefusal;
}

/** A row of a list that can be registered: 10^-6 currency, and 10^-6 currency/kWh. */
export interface ReadMember {
  name: string;
  pod: string;
  creditLimit: LedgerUnits;
  buyBelow: Price;
  sellAbove: Price;
}

/** Longest texts, in characters; the same as where members are registered one by one. */
const LONGEST = { name: 100, pod: 64 } as const;

/** The ledger holds an account in 64 bits, and settlements need room above. */
const HIGHEST_CREDIT_LIMIT: LedgerUnits = 1n << 60n;

/** Or half of a surrogate pair: databases refuse both. */
const CONTROL_CHARACTER = /[\p{Cc}\p{Cs}]/u;

/**
 * Reads a list of members and names every cell that cannot be used, row by row. A point of delivery is refused where a row above
 * has it, and where `takenPods` has it. `members` is whole only where there is no problem.
 */
export function readMemberRows(
  rows: readonly MemberRow[],
  takenPods: ReadonlySet<string>,
): { members: ReadMember[]; problems: MemberRowProblem[] } {
  const members: ReadMember[] = [];
  const problems: MemberRowProblem[] = [];
  const seen = new Set<string>();
  for (const [index, row] of rows.entries()) {
    const refuse = (column: MemberColumn, code: MemberCellRefusal) =>
      problems.push({ row: index + 1, column, code });
    const [name, pod] = [row.name.trim(), row.pod.trim()];
    for (const column of ["name", "pod"] as const) {
      const code = refusalOfText(row[column].trim(), LONGEST[column]);
      if (code !== null) refuse(column, code);
    }
    if (seen.has(pod)) refuse("pod", "pod_repeated");
    else if (takenPods.has(pod)) refuse("pod", "pod_taken");
    if (pod !== "") seen.add(pod);
    const limit = readCell(row.creditLimit, parseLedgerUnits);
    if (!limit.ok) refuse("creditLimit", limit.code);
    else if (limit.value < 0n) refuse("creditLimit", "negative");
    else if (limit.value > HIGHEST_CREDIT_LIMIT) refuse("creditLimit", "out_of_range");
    const buyBelow = readCell(row.buyBelow, parsePrice);
    const sellAbove = readCell(row.sellAbove, parsePrice);
    if (!buyBelow.ok) refuse("buyBelow", buyBelow.code);
    if (!sellAbove.ok) refuse("sellAbove", sellAbove.code);
    if (!limit.ok || !buyBelow.ok || !sellAbove.ok) continue;
    members.push({
      ...{ name, pod, creditLimit: limit.value },
      ...{ buyBelow: buyBelow.value, sellAbove: sellAbove.value },
    });
  }
  return { members, problems };
}

function refusalOfText(text: string, longest: number): MemberCellRefusal | null {
  if (text === "") return "missing";
  if (text.length > longest) return "too_long";
  return CONTROL_CHARACTER.test(text) ? "control_character" : null;
}

type Parse<T> = (
  text: string,
) =>
  | { ok: true; value: T }
  | { ok: false; reason: "not_a_decimal" | "too_many_decimals" | "out_of_range" };

function readCell<T>(
  cell: string,
  parse: Parse<T>,
): { ok: true; value: T } | { ok: false; code: MemberCellRefusal } {
  const text = cell.trim();
  if (text === "") return { ok: false, code: "missing" };
  const parsed = parse(text);
  if (parsed.ok) return parsed;
  const { reason } = parsed;
  return { ok: false, code: reason === "not_a_decimal" ? "not_a_number" : reason };
}
