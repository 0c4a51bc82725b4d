import type { HouseholdEnergy, HouseholdEnergyAnswer } from "@pumasi/protocol";

const COLUMNS = [
  "from",
  "until",
  "slots",
  "metered",
  "substituted",
  "final",
  "imported",
  "exported",
  "boughtFromNeighbours",
  "soldToNeighbours",
  "fromGrid",
  "toGrid",
  "paid",
  "paidWithout",
  "saved",
  "generated",
  "consumed",
  "ownUse",
  "charged",
  "discharged",
] as const satisfies readonly (keyof HouseholdEnergy)[];

/**
 * What the screen shows, with every digit, as CSV (RFC 4180): start and end of each span in UTC, energies in kWh, money in the
 * community's currency. What a home did not tell of itself is empty. No field needs quotes: all are numbers or ISO 8601 instants.
 */
export function householdCsv({ rows }: Pick<HouseholdEnergyAnswer, "rows">): string {
  const lines = rows.map((row) =>
    [row.start, row.end, ...COLUMNS.map((column) => `${row[column] ?? ""}`)].join(","),
  );
  return `${[["start", "end", ...COLUMNS].join(","), ...lines].join("\r\n")}\r\n`;
}
