import { z } from "zod";
import { accountIndex, instantText, meterIndex, slotNumber } from "./decimals.js";
import { slotStage } from "./slots.js";

/**
 * What can be wrong with a community's running, worst first: the page has a title and a text that says what to do for each. A
 * finding is `bad` where money, data or the bond is in danger, and a `warning` where somebody should look.
 */
export const FINDINGS = {
  ledger_down: "bad",
  ledger_refuses: "bad",
  action_failed: "bad",
  demand_unanswerable: "bad",
  setback_left: "bad",
  period_voided: "bad",
  slot_metered_late: "bad",
  slot_closed_late: "bad",
  meter_silent: "bad",
  slot_final_late: "warning",
  period_late: "warning",
  ledger_behind: "warning",
  ledger_unread: "warning",
  demand_open: "warning",
  setback_waiting: "warning",
  setback_recorded: "warning",
  meter_substituted: "warning",
  meter_not_enrolled: "warning",
  database_slow: "warning",
  queue_long: "warning",
} as const satisfies Record<string, "bad" | "warning">;
export type FindingCode = keyof typeof FINDINGS;
export const FINDING_CODES = Object.keys(FINDINGS) as [FindingCode, ...FindingCode[]];

export const healthFinding = z.object({
  code: z.enum(FINDING_CODES),
  severity: z.enum(["bad", "warning"]),
  values: z
    .record(z.string(), z.union([z.string(), z.int()]))
    .describe("what the finding's texts fill in: counts, numbers, instants, reasons"),
});
export type HealthFinding = z.infer<typeof healthFinding>;

/** Slots in one stage. Instants are market time. */
export const stageHealth = z.object({
  stage: slotStage,
  slots: z.int(),
  oldest: slotNumber.nullable(),
  since: instantText.nullable().describe("when the oldest came into this stage"),
  due: instantText
    .nullable()
    .describe("when the oldest is to leave it; null where no instant says"),
  isLate: z.boolean(),
});
export type StageHealth = z.infer<typeof stageHealth>;

export const meterCondition = z.enum([
  "silent",
  "substituted",
  "not-enrolled",
  "reporting",
  "ended",
]);
export type MeterCondition = z.infer<typeof meterCondition>;

/** A meter and its gateway; names and points of delivery are for operators only. */
export const meterHealth = z.object({
  meter: meterIndex,
  account: accountIndex,
  name: z.string().nullable(),
  pod: z.string().nullable(),
  condition: meterCondition,
  newest: slotNumber.nullable().describe("the slot of its newest reading"),
  silentSince: instantText.nullable().describe("from when on readings are missing, market time"),
  substitutes: z.int().describe("in the last day of market time"),
});
export type MeterHealth = z.infer<typeof meterHealth>;

export const ledgerHealth = z.object({
  isUp: z.boolean(),
  problem: z.string().nullable().describe("what keeps it from taking work"),
  block: z.int(),
  blockTime: instantText.nullable(),
  behindSeconds: z
    .int()
    .nullable()
    .describe("market time less block time; blocks are made when there is work"),
  waiting: z.int().describe("actions of this community that wait for a block"),
  scheduled: z.int().describe("actions that wait for a window to be over"),
  failed: z.int().describe("actions that the ledger refused, ever"),
  failedOpen: z
    .int()
    .describe("those of them whose work was neither recorded later nor is in a settled period"),
  oldestWaiting: instantText.nullable(),
});

export const queueHealth = z.object({
  orders: z.int().describe("posts of orders that wait to be written"),
  readings: z.int().describe("posts of readings that wait to be written"),
  outbox: z.int().describe("actions of all communities that wait for the ledger"),
  foreign: z.int().describe("transactions of others that wait for a block"),
  unreadBlocks: z
    .int()
    .describe("blocks of the ledger that were not read for what others did there"),
  inboxOrders: z.int().describe("orders in the ledger's inbox for slots whose book is not closed"),
});

export const communityHealth = z.object({
  now: instantText.describe("market time"),
  slots: z.array(stageHealth),
  meters: z.object({
    counts: z.record(meterCondition, z.int()),
    list: z.array(meterHealth).describe("worst first, at most 1000"),
  }),
  ledger: ledgerHealth,
  database: z.object({
    engine: z.string(),
    roundTripMs: z.number().describe("one question and its answer, just now"),
    sizeBytes: z.int(),
  }),
  queue: queueHealth,
  openDemands: z.int(),
  setbacks: z.int().describe("slots and periods that went back on the ledger and are not settled"),
  findings: z.array(healthFinding).describe("worst first"),
});
export type CommunityHealth = z.infer<typeof communityHealth>;
