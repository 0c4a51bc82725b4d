import {
  accountDescription,
  addressHex,
  communityDescription,
  communityRequest,
  instantText,
  ledgerAction,
  ledgerAmountText,
  accountIndex,
  memberDescription,
  publishedPeriod,
  publishedSlot,
  slotNumber,
  slotSummary,
} from "@pumasi/protocol";
import { z } from "zod";

/** Lists as the API wraps them, so that fields can be added beside them. */
export const ledgerActionsAnswer = z.object({ actions: z.array(ledgerAction) });
export const communitiesAnswer = z.object({ communities: z.array(communityDescription) });
export const membersAnswer = z.object({ members: z.array(memberDescription) });
export const slotsAnswer = z.object({ slots: z.array(slotSummary) });
export const publishedSlotsAnswer = z.object({ slots: z.array(publishedSlot) });
export const periodsAnswer = z.object({ periods: z.array(publishedPeriod) });
export const accountsAnswer = z.object({ accounts: z.array(accountDescription) });

/** A kind of refusal and how often it was given. */
export const refusalRecord = z.object({
  id: z.int(),
  at: instantText,
  code: z.string(),
  detail: z.string(),
  count: z.int(),
});
export type RefusalRecord = z.infer<typeof refusalRecord>;
export const refusalsAnswer = z.object({ refusals: z.array(refusalRecord) });

/** From which slot on a community or a device takes no more part. */
export const untilAnswer = z.object({ untilSlot: slotNumber.nullable() });
export const revocationAnswer = z.object({ device: addressHex, untilSlot: slotNumber });

/** The ledger action that a payment became; GET /v1/ledger/actions follows it. */
export const ledgerActionAnswer = z.object({ action: z.int() });

export const communityCreation = communityRequest.extend({
  openData: z.boolean().describe("true: readings, lines and accounts are public"),
});
export type CommunityCreation = z.input<typeof communityCreation>;

export const creditLimitRequest = z.object({
  account: accountIndex,
  creditLimit: ledgerAmountText,
});
export type CreditLimitRequest = z.input<typeof creditLimitRequest>;
