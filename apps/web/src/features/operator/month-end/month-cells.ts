import type { AccountMonth, MonthEndAnswer } from "@pumasi/protocol";
import { csvField } from "../../../format/csv-field.js";

/** The worst that is true of an account's day: `missing` as soon as one slot that is over has no value. */
export type CellState = "missing" | "metered" | "final" | "paid" | "none";

export const CELL_STATES = ["missing", "metered", "final", "paid", "none"] as const;

export interface DayNumbers {
  expected: number;
  metered: number;
  substituted: number;
  final: number;
  paid: number;
}

const NUMBERS = ["expected", "metered", "substituted", "final", "paid"] as const;

/** An account's numbers of a day, by its place in the month. */
export function numbersOf(month: AccountMonth, day: number): DayNumbers {
  const numbers: DayNumbers = { expected: 0, metered: 0, substituted: 0, final: 0, paid: 0 };
  for (const key of NUMBERS) numbers[key] = month[key][day] ?? 0;
  return numbers;
}

export function stateOf({ expected, metered, final, paid }: DayNumbers): CellState {
  if (expected === 0) return "none";
  if (metered < expected) return "missing";
  if (paid >= expected) return "paid";
  return final >= expected ? "final" : "metered";
}

/** Σ of an account's month. */
export function monthOf(month: AccountMonth): DayNumbers {
  const sum: DayNumbers = { expected: 0, metered: 0, substituted: 0, final: 0, paid: 0 };
  for (const key of NUMBERS) for (const slots of month[key]) sum[key] += slots;
  return sum;
}

/** Σ of all accounts' months. */
export function sumOf(accounts: readonly AccountMonth[]): DayNumbers {
  const sum: DayNumbers = { expected: 0, metered: 0, substituted: 0, final: 0, paid: 0 };
  for (const account of accounts) {
    const own = monthOf(account);
    for (const key of NUMBERS) sum[key] += own[key];
  }
  return sum;
}

/** Accounts that lack readings, or rest on substitutes. */
export function isIncomplete(month: AccountMonth): boolean {
  const { expected, metered, substituted } = monthOf(month);
  return metered < expected || substituted > 0;
}

/** The month before or after one, "YYYY-MM". */
export function monthBeside(month: string, by: -1 | 1): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const months = year * 12 + number - 1 + by;
  return `${Math.floor(months / 12)}-${`${(months % 12) + 1}`.padStart(2, "0")}`;
}

/** The calendar as CSV (RFC 4180), a line for each member and day; all numbers are whole slots. */
export function calendarCsv({ days, accounts }: Pick<MonthEndAnswer, "days" | "accounts">): string {
  const lines = accounts.flatMap((month) =>
    days.map(({ day }, index) => {
      const numbers = numbersOf(month, index);
      const cells = NUMBERS.map((key) => `${numbers[key]}`);
      return [`${month.account}`, csvField(month.name ?? ""), day, ...cells, stateOf(numbers)].join(
        ",",
      );
    }),
  );
  return `${["account,name,day,expected,metered,substituted,final,paid,state", ...lines].join("\r\n")}\r\n`;
}
