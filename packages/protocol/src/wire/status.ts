import { z } from "zod";
import { clockState } from "./clock.js";
import { instantText } from "./decimals.js";
import { ledgerStatus } from "./ledger.js";

/** The server's health in one page; each warning says what to do. */
export const serverStatus = z.object({
  version: z.string(),
  startedAt: instantText.describe("wall-clock instant"),
  database: z.string(),
  clock: clockState.nullable(),
  ledger: ledgerStatus,
  communities: z.array(
    z.object({
      slug: z.string(),
      members: z.int(),
      devices: z.int(),
      slotsByStage: z.record(z.string(), z.int()),
      orders: z.int(),
      readings: z.int(),
      refusals: z.int(),
      substitutes: z.int(),
      periodsSettled: z.int(),
      warnings: z.array(z.string()),
    }),
  ),
});
export type ServerStatus = z.infer<typeof serverStatus>;

/** Community totals for the page: energy by origin and what members saved against the grid tariff alone. */
export const communityTotals = z.object({
  slots: z.int().describe("metered slots counted"),
  imported: z.string(),
  exported: z.string(),
  delivered: z.string().describe("kWh contracted and delivered"),
  shared: z.string().describe("kWh shared at the mid-market price"),
  suppliedImport: z.string().describe("kWh from the supplier"),
  suppliedExport: z.string().describe("kWh to the supplier"),
  costWithout: z
    .string()
    .describe("currency; what members would have paid on the grid tariff alone"),
  costWith: z.string().describe("currency; what they paid"),
  saved: z.string(),
});
export type CommunityTotals = z.infer<typeof communityTotals>;
