import type { MeterId, MeterShare, SharingRuleName } from "@pumasi/market";
import {
  AMOUNT_DECIMALS,
  type Amount,
  printDecimal,
  printKwh,
  type Ukwh,
} from "@pumasi/quantities";
import Papa from "papaparse";
import type { SlotRow } from "./read-slots-file.js";

/** A row of the file and what its meter was given. */
export interface SharedRow {
  row: SlotRow;
  share: MeterShare;
}

/** A premium as it is divided: energy in 10^-6 kWh, amounts in 10^-12 currency. */
export interface PrintedPremium {
  sharedUkwh: Ukwh;
  parts: { meter: MeterId; amount: Amount }[];
  communityAmount: Amount;
}

const COLUMNS = ["share", "allocated", "residual", "sold", "surplus"] as const;

/** Prints shares as CSV, energies in kWh; a line each, the last one ended too. */
export function printCsv(shared: readonly SharedRow[]): string {
  const header = ["slot", "meter", ...COLUMNS].join(",");
  const lines = shared.map(({ row, share }) => {
    const energies = COLUMNS.map((name) => printKwh(share[`${name}Ukwh`]));
    return [quoted(row.slot), quoted(row.meter), ...energies].join(",");
  });
  lines.unshift(header);
  return `${lines.join("\n")}\n`;
}

/** A text as a CSV cell; most need no quotes, and asking takes less time than quoting. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? Papa.unparse([[text]]) : text;
}

/** Prints shares as JSON: the rows, their sums, and a premium if there is one; all decimal texts. */
export function printJson(
  rule: SharingRuleName,
  shared: readonly SharedRow[],
  premium: PrintedPremium | null,
): string {
  const totals = COLUMNS.map((name) => {
    const sum = shared.reduce((all, { share }) => all + BigInt(share[`${name}Ukwh`]), 0n);
    return [name, printKwh(sum)];
  });
  const printed = {
    rule,
    shares: shared.map(({ row, share }) => ({
      slot: row.slot,
      meter: row.meter,
      ...Object.fromEntries(COLUMNS.map((name) => [name, printKwh(share[`${name}Ukwh`])])),
    })),
    totals: Object.fromEntries(totals),
    ...(premium === null ? {} : { premium: printPremium(premium) }),
  };
  return `${JSON.stringify(printed, null, 2)}\n`;
}

function printPremium({ sharedUkwh, parts, communityAmount }: PrintedPremium): object {
  const print = (amount: Amount) => printDecimal(amount, AMOUNT_DECIMALS);
  return {
    shared: printKwh(sharedUkwh),
    parts: parts.map(({ meter, amount }) => ({ meter, amount: print(amount) })),
    community: print(communityAmount),
  };
}
