import { z } from "zod";
import {
  accountIndex,
  addressHex,
  amountText,
  hashHex,
  instantText,
  kwhText,
  meterIndex,
  priceText,
  signatureHex,
  slotNumber,
} from "./decimals.js";
import { publishedOrder } from "./orders.js";
import { deviceQuality } from "./readings.js";

export const slotStage = z.enum(["open", "booked", "cleared", "metered", "final", "paid"]);
export type SlotStage = z.infer<typeof slotStage>;

/**
 * What becomes of a slot whose market the ledger has undone, or that came too late: settled at the grid tariff, or without any lines.
 */
export const slotFallback = z.enum(["grid-tariff", "skipped"]);
export type SlotFallback = z.infer<typeof slotFallback>;

/** One slot at a glance. `ledgerStage` lags behind `stage` while the ledger is slow or down. */
export const slotSummary = z.object({
  slot: slotNumber,
  start: instantText,
  end: instantText,
  stage: slotStage,
  orders: z.int(),
  price: priceText.nullable().describe("clearing price without fees; null when nothing crossed"),
  sharingPrice: priceText.nullable(),
  contracted: kwhText.nullable(),
  delivered: kwhText.nullable(),
  shared: kwhText.nullable(),
  imported: kwhText.nullable().describe("Σ of all members' meters; null until metered"),
  exported: kwhText.nullable(),
  substitutes: z.int().nullable(),
  version: z.int().describe("metering version; 0 until metered"),
});
export type SlotSummary = z.infer<typeof slotSummary>;

/** A meter in a slot as published: settled registers and energy, with the signed reading or the rule of its substitute. */
export const publishedReading = z.object({
  meter: meterIndex,
  account: accountIndex,
  imported: kwhText,
  exported: kwhText,
  importRegister: kwhText,
  exportRegister: kwhText,
  quality: z.enum(["measured", "estimated", "substituted"]),
  rule: z.string().describe("empty for a real reading"),
  signed: z
    .object({
      importRegister: kwhText,
      exportRegister: kwhText,
      quality: deviceQuality,
      device: addressHex,
      signature: signatureHex,
      recordedAt: instantText.describe("when the server took it in, market time"),
    })
    .nullable(),
});
export type PublishedReading = z.infer<typeof publishedReading>;

/** An account's settlement in a slot. Amounts: plus is what the account receives. */
export const publishedLine = z.object({
  account: accountIndex,
  imported: kwhText,
  exported: kwhText,
  contractedBuy: kwhText,
  contractedSell: kwhText,
  deliveredBuy: kwhText,
  deliveredSell: kwhText,
  sharedBuy: kwhText,
  sharedSell: kwhText,
  residualImport: kwhText,
  residualExport: kwhText,
  tradeAmount: amountText,
  sharingAmount: amountText,
  supplierAmount: amountText,
  feeAmount: amountText,
  total: amountText,
});
export type PublishedLine = z.infer<typeof publishedLine>;

export const publishedTrade = z.object({
  index: z.int(),
  buySequence: z.int(),
  sellSequence: z.int(),
  buyer: accountIndex,
  seller: accountIndex,
  energy: kwhText,
  price: priceText,
});
export type PublishedTrade = z.infer<typeof publishedTrade>;

/** A signed reading that no version of its own slot stands on: a baseline, or one that an auditor asks about. */
export const unusedReading = z.object({
  meter: meterIndex,
  importRegister: kwhText,
  exportRegister: kwhText,
  quality: deviceQuality,
  device: addressHex,
  signature: signatureHex,
  recordedAt: instantText,
});

/** Everything about one slot that is needed to compute it again, and the server's own results to compare with. */
export const publishedSlot = z.object({
  slot: slotNumber,
  stage: slotStage,
  secret: hashHex.nullable().describe("salts of the slot's leaves come from it; null once erased"),
  rulesVersion: z.int(),
  orders: z.array(publishedOrder),
  trades: z.array(publishedTrade).nullable(),
  fills: z.array(kwhText).nullable(),
  fallback: slotFallback
    .nullable()
    .describe(
      "null where the book was cleared; else its orders came to nothing, as the ledger says",
    ),
  version: z.int(),
  meteredAt: instantText.nullable(),
  readings: z.array(publishedReading).nullable(),
  lines: z.array(publishedLine).nullable(),
  baselines: z
    .array(unusedReading)
    .describe(
      "readings at the slot's beginning of meters that were not metered in the slot before",
    ),
  unused: z.array(unusedReading),
});
export type PublishedSlot = z.infer<typeof publishedSlot>;

export const publishedPeriodLine = z.object({
  account: accountIndex,
  carryIn: amountText,
  delta: amountText,
  ledgerDelta: amountText,
  carryOut: amountText,
});

export const periodStage = z.enum(["open", "committed", "settled"]);

export const publishedPeriod = z.object({
  period: z.int(),
  day: z.string(),
  fromSlot: slotNumber,
  untilSlot: slotNumber,
  stage: periodStage,
  secret: hashHex.nullable(),
  lines: z.array(publishedPeriodLine),
});
export type PublishedPeriod = z.infer<typeof publishedPeriod>;

export const liveEvent = z.object({
  id: z.int(),
  at: instantText,
  type: z.enum(["slot", "period", "member", "device", "refusal", "ledger"]),
  data: z.record(z.string(), z.unknown()),
});
export type LiveEvent = z.infer<typeof liveEvent>;
