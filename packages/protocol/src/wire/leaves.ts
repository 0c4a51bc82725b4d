import { z } from "zod";
import { accountIndex, hashHex, slotNumber, wordsHex } from "./decimals.js";

/** A tree's leaves as they were committed, by index: their words (docs/COMMITMENTS.md). */
const leaves = z.array(wordsHex);

/** A slot as it was committed: headers and every leaf, from which anybody finds the roots and any challenge. */
export const committedSlot = z.object({
  slot: slotNumber,
  version: z.int().describe("metering version; 0 until metered"),
  book: z.object({ header: wordsHex, leaves }),
  clearing: z.object({ header: wordsHex, leaves }).nullable(),
  metering: z.object({ header: wordsHex, readings: leaves, lines: leaves }).nullable(),
});
export type CommittedSlot = z.infer<typeof committedSlot>;

export const periodHeader = z.object({
  period: z.int(),
  fromSlot: slotNumber,
  untilSlot: slotNumber,
  accounts: z.int(),
  root: hashHex,
});

/** A period as it was committed: header and the leaf of every account. */
export const committedPeriod = z.object({ header: periodHeader, leaves });
export type CommittedPeriodLeaves = z.infer<typeof committedPeriod>;

/** One account's slots in a period, a leaf for each, under the root that its leaf of the period names. */
export const committedAccountSlots = z.object({ account: accountIndex, leaves });
export type CommittedAccountSlots = z.infer<typeof committedAccountSlots>;
