import { z } from "zod";
import { communityDescription, communityRequest, memberDescription } from "./community.js";
import { accountIndex, addressHex, instantText, ledgerAmountText, slotNumber } from "./decimals.js";
import { accountDescription, ledgerAction } from "./ledger.js";
import { publishedPeriod, publishedSlot, slotSummary } from "./slots.js";

/** Lists as the API wraps them, so that fields can be added beside them. */
export const ledgerActionsAnswer = z.object({ actions: z.array(ledgerAction) });
export const communitiesAnswer = z.object({ communities: z.array(communityDescription) });
export const membersAnswer = z.object({ members: z.array(memberDescription) });
export const slotsAnswer = z.object({ slots: z.array(slotSummary) });
export const publishedSlotsAnswer = z.object({ slots: z.array(publishedSlot) });
export const periodsAnswer = z.object({ periods: z.array(publishedPeriod) });
export const accountsAnswer = z.object({ accounts: z.array(accountDescription) });

/** How often a kind of refusal was given in a market hour, with its newest detail. */
export const refusalCount = z.object({
  code: z.string(),
  hour: instantText,
  count: z.int(),
  detail: z.string(),
});
export type RefusalCount = z.infer<typeof refusalCount>;
export const refusalsAnswer = z.object({ refusals: z.array(refusalCount) });

/** From which slot on a community trades no more. */
export const untilRequest = z.object({ untilSlot: slotNumber });
export const untilAnswer = z.object({ untilSlot: slotNumber });

/** From which slot on a device's key is not valid. */
export const revocationAnswer = z.object({ device: addressHex, untilSlot: slotNumber });

/** A booked payment and the account's balance after it; the ledger follows. */
export const paymentAnswer = z.object({ payment: z.int(), balance: ledgerAmountText });

export const creditLimitRequest = z.object({
  account: accountIndex,
  creditLimit: ledgerAmountText,
});

export const communityCreation = communityRequest.extend({
  openData: z.boolean().default(false).describe("true: readings, lines and accounts are public"),
});
export type CommunityCreation = z.input<typeof communityCreation>;
