import { z } from "zod";
import {
  accountIndex,
  addressHex,
  hashHex,
  instantText,
  ledgerAmountText,
  slotNumber,
} from "./decimals.js";

/** Where the ledger is and how far the server's own work has reached it. */
export const ledgerStatus = z.object({
  rpcUrl: z.string(),
  chainId: z.int(),
  operator: addressHex,
  block: z.int(),
  blockHash: hashHex.nullable(),
  blockTime: instantText.nullable(),
  transactions: z.int(),
  waiting: z.int().describe("actions recorded but not yet on the ledger"),
  scheduled: z.int().describe("actions that wait until a window is over"),
  failed: z.int().describe("actions that the ledger refused"),
  gasUsed: z.string(),
});
export type LedgerStatus = z.infer<typeof ledgerStatus>;

export const ledgerAction = z.object({
  id: z.int(),
  kind: z.string(),
  nonce: z.int(),
  at: instantText,
  status: z.enum(["waiting", "mined", "failed"]),
  hash: hashHex.nullable(),
  block: z.int().nullable(),
  gasUsed: z.string().nullable(),
  reason: z.string().nullable(),
});
export type LedgerAction = z.infer<typeof ledgerAction>;

export const accountDescription = z.object({
  account: accountIndex,
  kind: z.enum(["supplier", "grid-operator", "guarantee", "rounding", "member"]),
  pseudonym: hashHex,
  meters: z.array(z.int()),
  fromSlot: slotNumber.nullable().describe("the first slot that its meter is metered in"),
  untilSlot: slotNumber
    .nullable()
    .describe("where its membership has an end: from this slot on its meter is metered as nothing"),
  creditLimit: ledgerAmountText,
  balance: ledgerAmountText.describe("plus: the account is owed money"),
  unsettled: z.string().describe("Σ of lines not yet paid; amount, plus is received"),
});
export type AccountDescription = z.infer<typeof accountDescription>;

export const paymentRequest = z.object({
  account: accountIndex,
  amount: ledgerAmountText,
  to: addressHex.optional(),
});
