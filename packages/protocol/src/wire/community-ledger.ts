import { z } from "zod";
import { FAULTS, type Fault } from "../judge/fault.js";
import { addressHex, hashHex, instantText, slotNumber } from "./decimals.js";
import { ledgerAction } from "./ledger.js";
import { slotFallback } from "./slots.js";

/** What an action is for: results, money, who takes part, or an answer to what others did on the ledger. */
export const actionGroup = z.enum(["commitments", "settlements", "register", "duties"]);
export type ActionGroup = z.infer<typeof actionGroup>;

/** An action of the outbox of one community, with what it is about. */
export const communityAction = ledgerAction.extend({
  group: actionGroup,
  blockTime: instantText.nullable(),
  slot: slotNumber.nullable().describe("the slot it is about"),
  period: z.int().nullable().describe("the settlement period it is about"),
});
export type CommunityAction = z.infer<typeof communityAction>;

/** Newest first; `before` asks for what is older, null when there is nothing older. */
export const communityActionsAnswer = z.object({
  actions: z.array(communityAction),
  before: z.int().nullable(),
});
export type CommunityActionsAnswer = z.infer<typeof communityActionsAnswer>;

const gasText = z.string().describe("units of gas, a whole number");

/** What a community's contracts cost and what others did on the ledger. */
export const communityLedger = z.object({
  transactions: z.int().describe("actions in a block, the refused ones included"),
  waiting: z.int(),
  scheduled: z.int(),
  nextScheduledAt: instantText.nullable(),
  failed: z.int(),
  gasUsed: gasText,
  byKind: z
    .array(
      z.object({
        kind: z.string(),
        group: actionGroup,
        actions: z.int(),
        failed: z.int(),
        gasUsed: gasText,
      }),
    )
    .describe("those that used most first"),
  byDay: z
    .array(
      z.object({
        day: z.iso.date().describe("local day of the action's market instant"),
        actions: z.int(),
        gasUsed: gasText,
      }),
    )
    .describe("ascending, at most the newest 62 with actions"),
  demands: z
    .array(
      z.object({
        id: z.int(),
        kind: z.string(),
        slot: slotNumber.nullable(),
        period: z.int().nullable(),
        status: z.enum(["open", "answered", "expired", "dismissed"]),
        problem: z.string().nullable(),
        answer: hashHex.nullable().describe("the newest answer's transaction"),
      }),
    )
    .describe("newest first, at most 200"),
  setbacks: z
    .array(
      z.object({
        id: z.int(),
        slot: slotNumber.nullable(),
        period: z.int().nullable(),
        state: z.enum(["booked", "cleared", "grid", "skipped"]).nullable(),
        fault: z
          .enum(FAULTS.slice(1) as unknown as [Fault, ...Fault[]])
          .nullable()
          .describe("what was proven; null where it was late"),
        outcome: z.enum(["waiting", "recommitted", "left"]),
      }),
    )
    .describe("newest first, at most 200"),
  fallbacks: z
    .array(z.object({ slot: slotNumber, fallback: slotFallback }))
    .describe("slots without a market, newest first, at most 200"),
  foreign: z
    .array(
      z.object({
        hash: hashHex,
        sender: addressHex,
        receivedAt: instantText,
        block: z.int().nullable(),
        status: z.enum(["waiting", "mined", "failed", "refused"]),
        reason: z.string().nullable(),
      }),
    )
    .describe(
      "what others sent through this server, of all communities, newest first, at most 200",
    ),
});
export type CommunityLedger = z.infer<typeof communityLedger>;
