import { type MemberCellRefusal, type MemberColumn, readMemberRows } from "@pumasi/protocol";
import { signOf, subtractDecimals } from "../../../format/exact-decimal.js";

/** What every other cell of a row may hold, so that only one of it is judged. */
const FINE = { name: "A", pod: "A", creditLimit: "0", buyBelow: "0", sellAbove: "0" };

const NOBODY: ReadonlySet<string> = new Set();

/** Why a field of a form cannot be used, by the rule that the server and lists go by; null where it can. */
export function cellRefusal(column: MemberColumn, text: string): MemberCellRefusal | null {
  const { problems } = readMemberRows([{ ...FINE, [column]: text }], NOBODY);
  return problems[0]?.code ?? null;
}

/** Whether a decimal text is less than another. */
export function isBelow(limit: string, other: string): boolean {
  const difference = subtractDecimals(limit, [other]);
  return difference !== null && signOf(difference) < 0;
}
