import { z } from "zod";
import { accountIndex, instantText, slotNumber } from "./decimals.js";

/** What must be zero when a month is closed, and in which unit it is told. */
export const BALANCES = {
  lines_total: "money",
  lines_trade: "money",
  lines_sharing: "money",
  lines_supplier: "money",
  lines_fee: "money",
  line_parts: "money",
  delivered: "energy",
  shared: "energy",
  imported_parts: "energy",
  exported_parts: "energy",
  imported_meters: "energy",
  exported_meters: "energy",
  period_delta: "money",
  period_ledger: "money",
  period_carry: "money",
  period_rounding: "money",
  period_lines: "money",
  carry_chain: "money",
  account_balances: "money",
  slots_in_periods: "slots",
} as const satisfies Record<string, "money" | "energy" | "slots">;
export type BalanceCode = keyof typeof BALANCES;
export const BALANCE_CODES = Object.keys(BALANCES) as [BalanceCode, ...BalanceCode[]];

/** A sum that must be zero. `places` counts where a part of it is not: errors that cancel each other out are still found. */
export const monthBalance = z.object({
  code: z.enum(BALANCE_CODES),
  unit: z.enum(["money", "energy", "slots"]),
  value: z
    .string()
    .regex(/^-?(0|[1-9]\d*)(\.\d{1,12})?$/)
    .nullable()
    .describe(
      "the exact difference: currency, kWh or slots; null where there is nothing to add up yet",
    ),
  counted: z.int().describe("slots, lines, period lines or accounts that it is the sum of"),
  places: z.int().describe("of these, how many do not come to zero by themselves"),
  isZero: z.boolean(),
});
export type MonthBalance = z.infer<typeof monthBalance>;

const perDay = z.array(z.int());

/** A member's account, day by day in the order of `days`: numbers of its meters' slots. */
export const accountMonth = z.object({
  account: accountIndex,
  name: z.string().nullable().describe("for operators only"),
  expected: perDay.describe("slots that are over, in which the account has a meter"),
  metered: perDay,
  substituted: perDay.describe("of the metered ones, those that rest on a substitute"),
  final: perDay.describe(
    "of the metered ones, those that cannot change any more, the paid ones included",
  ),
  paid: perDay,
});
export type AccountMonth = z.infer<typeof accountMonth>;

/** A local calendar month: which readings are there, and what must be zero. */
export const monthEndAnswer = z.object({
  month: z.string().regex(/^\d{4}-\d{2}$/),
  firstMonth: z.string().describe("the month of the community's first slot"),
  lastMonth: z.string().describe("the month of market time"),
  from: slotNumber,
  until: slotNumber,
  asOf: instantText.describe("market time"),
  days: z.array(z.object({ day: z.iso.date(), from: slotNumber, until: slotNumber })),
  accounts: z.array(accountMonth),
  balances: z.array(monthBalance),
});
export type MonthEndAnswer = z.infer<typeof monthEndAnswer>;
