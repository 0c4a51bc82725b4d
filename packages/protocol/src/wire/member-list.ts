import { z } from "zod";
import { MEMBER_CELL_REFUSALS, MEMBER_COLUMNS } from "../member-list/read-member-rows.js";
import { wish } from "./community.js";
import { accountIndex, addressHex, ledgerAmountText, meterIndex, slotNumber } from "./decimals.js";

/** Active: a gateway speaks for the meter. A membership that ends later is active until then. */
export const memberState = z.enum(["active", "without-gateway", "ended"]);
export type MemberState = z.infer<typeof memberState>;

/** A member as the operator's list shows it. */
export const listedMember = z.object({
  member: z.int(),
  name: z.string(),
  pod: z.string(),
  account: accountIndex,
  meter: meterIndex,
  state: memberState,
  fromSlot: slotNumber
    .nullable()
    .describe("metered from this slot on; null until the first gateway enrols"),
  untilSlot: slotNumber.nullable().describe("no member from this slot on; null: no end"),
  creditLimit: ledgerAmountText,
  balance: ledgerAmountText,
  wish,
  devices: z.array(
    z.object({ device: addressHex, fromSlot: slotNumber, untilSlot: slotNumber.nullable() }),
  ),
});
export type ListedMember = z.infer<typeof listedMember>;

export const memberSearchAnswer = z.object({
  members: z.array(listedMember),
  next: accountIndex.nullable().describe("ask with this as `after` for more; null: no more"),
  found: z
    .object({ active: z.int(), "without-gateway": z.int(), ended: z.int() })
    .describe("how many members the text fits, by state"),
});
export type MemberSearchAnswer = z.infer<typeof memberSearchAnswer>;

/** How many rows a list may have. */
export const MOST_IMPORTED_MEMBERS = 5000;

/** A half of a surrogate pair is no text at all, so that there is no cell to name. */
const cell = z
  .string()
  .max(500)
  .regex(/^\P{Cs}*$/u, "whole characters only");
const cells = { name: cell, pod: cell, creditLimit: cell, buyBelow: cell, sellAbove: cell };

export const memberImportRequest = z.object({
  rows: z
    .array(z.object(cells))
    .min(1)
    .max(MOST_IMPORTED_MEMBERS)
    .describe("cells as they were typed; what is wrong with them is answered, row by row"),
  dryRun: z.boolean().describe("only say what is wrong"),
});
export type MemberImportRequest = z.infer<typeof memberImportRequest>;

export const memberImportAnswer = z.object({
  rows: z.int(),
  imported: z.int().describe("all rows, or none"),
  firstAccount: accountIndex.nullable().describe("the accounts are numbered on from this one"),
  problems: z.array(
    z.object({
      row: z.int().min(1),
      column: z.enum(MEMBER_COLUMNS),
      code: z.enum(MEMBER_CELL_REFUSALS),
    }),
  ),
});
export type MemberImportAnswer = z.infer<typeof memberImportAnswer>;
