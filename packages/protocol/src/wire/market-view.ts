import { z } from "zod";
import { rulesTerms } from "./community.js";
import {
  accountIndex,
  amountText,
  instantText,
  kwhText,
  priceText,
  slotNumber,
} from "./decimals.js";
import { accountDescription } from "./ledger.js";
import { slotFallback } from "./slots.js";

/** What can be said of a slot's book: orders come in, the gate is closed and nothing cleared yet, or cleared. */
export const bookState = z.enum(["open", "closed", "cleared"]);
export type BookState = z.infer<typeof bookState>;

/** All orders of one side at one price. `price` is what is compared when matching: the limit within the tariff, net of fees. */
export const bookLevel = z.object({
  price: priceText,
  energy: kwhText,
  orders: z.int(),
  cumulated: kwhText.describe("of this level and all better ones"),
});
export type BookLevel = z.infer<typeof bookLevel>;

/** The last price level of a side that is filled; where `filled` is below `offered`, it is rationed. */
export const marginalLevel = z.object({
  price: priceText,
  filled: kwhText,
  offered: kwhText,
});

/** Where supply and demand cross. */
export const bookCrossing = z.object({
  price: priceText.describe("clearing price without fees"),
  energy: kwhText,
  bid: marginalLevel,
  ask: marginalLevel,
});
export type BookCrossing = z.infer<typeof bookCrossing>;

/** A slot's orders by price level: bids from the highest price down, asks from the lowest up. */
export const slotBook = z.object({
  slot: slotNumber,
  start: instantText,
  end: instantText,
  closesAt: instantText.describe("gate closure"),
  state: bookState,
  fallback: slotFallback
    .nullable()
    .describe("null where the book counts; else its orders came to nothing"),
  rulesVersion: z.int(),
  orders: z.int(),
  bids: z.array(bookLevel),
  asks: z.array(bookLevel),
  crossing: bookCrossing
    .nullable()
    .describe("as cleared; before that, as if the gate closed now; null when nothing crosses"),
});
export type SlotBook = z.infer<typeof slotBook>;

/** The retail and feed-in price that held from a slot on. */
export const tariffFrom = z.object({
  fromSlot: slotNumber,
  retailPrice: priceText,
  feedInPrice: priceText,
});

/**
 * The market in a span of slots [from, until). Energy is of the slots that are so far: `cleared` of `slots` for what was
 * contracted, `metered` for the rest, and null while there is none. Prices are of the `priced` slots, in which something
 * crossed.
 */
export const marketSums = z.object({
  from: slotNumber,
  until: slotNumber,
  start: instantText,
  end: instantText,
  slots: z.int().describe("slots of the span whose gate is closed"),
  cleared: z.int(),
  metered: z.int(),
  priced: z.int(),
  contracted: kwhText.nullable(),
  delivered: kwhText.nullable(),
  shared: kwhText.nullable(),
  imported: kwhText.nullable().describe("Σ of all members' meters"),
  exported: kwhText.nullable(),
  fromSupplier: kwhText.nullable(),
  toSupplier: kwhText.nullable(),
  averagePrice: priceText
    .nullable()
    .describe("clearing price weighted by contracted energy, rounded down to six decimals"),
  lowestPrice: priceText.nullable(),
  highestPrice: priceText.nullable(),
});
export type MarketSums = z.infer<typeof marketSums>;

/** A local day of the community, or the part of it that was asked for. */
export const marketDay = marketSums.extend({
  day: z.string().describe("YYYY-MM-DD"),
  tariffs: z.array(tariffFrom).describe("those that held in the day, ascending"),
});
export type MarketDay = z.infer<typeof marketDay>;

export const marketDaysAnswer = z.object({ days: z.array(marketDay), sum: marketSums });
export type MarketDaysAnswer = z.infer<typeof marketDaysAnswer>;

export const rulesPreviewRequest = z.object({
  terms: rulesTerms,
  days: z.int().min(1).max(92).default(30).describe("how far back from the newest metered slot"),
});
export type RulesPreviewRequest = z.input<typeof rulesPreviewRequest>;

/** What a market came to in some slots; money is the members': positive is what they pay. */
export const previewSums = z.object({
  contracted: kwhText,
  delivered: kwhText,
  shared: kwhText,
  fromSupplier: kwhText,
  toSupplier: kwhText,
  paid: amountText,
  paidWithout: amountText.describe(
    "what the tariff alone would have cost: the one that held, or the other",
  ),
  saved: amountText,
  fees: amountText.describe("what the grid operator gets for energy among neighbours"),
});
export type PreviewSums = z.infer<typeof previewSums>;

const settledAndInstead = { settled: previewSums, instead: previewSums };

export const previewDay = z.object({
  day: z.string().describe("YYYY-MM-DD"),
  from: slotNumber,
  until: slotNumber,
  start: instantText,
  slots: z.int().describe("metered slots"),
  ...settledAndInstead,
});
export type PreviewDay = z.infer<typeof previewDay>;

/** What an account paid (negative: received), and what it would have paid under the other terms. */
export const previewAccount = z.object({
  account: accountIndex,
  kind: accountDescription.shape.kind,
  paid: amountText,
  wouldPay: amountText,
  difference: amountText.describe("would pay less paid; positive: it loses by the change"),
});
export type PreviewAccount = z.infer<typeof previewAccount>;

/**
 * Metered slots computed again under other terms: the same orders, what was metered, the other prices and fees. Orders
 * outside the other floor and cap are not admitted. Nobody is taken to order otherwise than they did.
 */
export const rulesPreview = z.object({
  from: slotNumber,
  until: slotNumber,
  start: instantText,
  end: instantText,
  slots: z.int().describe("metered slots that were computed again"),
  atGridTariff: z.int().describe("slots without a market, whose orders came to nothing"),
  orders: z.int(),
  notAdmitted: z.int().describe("orders outside the other floor and cap"),
  ...settledAndInstead,
  days: z.array(previewDay),
  accounts: z.array(previewAccount).describe("who loses most comes first"),
});
export type RulesPreview = z.infer<typeof rulesPreview>;
