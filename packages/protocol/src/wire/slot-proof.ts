import { z } from "zod";
import {
  accountIndex,
  addressHex,
  hashHex,
  p256PointHex,
  slotNumber,
  wordsHex,
} from "./decimals.js";
import { periodHeader } from "./leaves.js";

const leafProof = z.object({
  index: z.int().min(0),
  words: wordsHex,
  proof: z.array(hashHex),
});
export type LeafProof = z.infer<typeof leafProof>;

/** The terms of a rules version as the ledger keeps them; prices in 10^-6 currency per kWh. */
export const ledgerTermsText = z.object({
  rule: addressHex,
  priceFloor: z.int(),
  priceCap: z.int(),
  retailPrice: z.int(),
  feedInPrice: z.int(),
  buyerFee: z.int(),
  sellerFee: z.int(),
  pricing: z.int(),
  kPpm: z.int(),
  ties: z.int(),
  product: z.int(),
  keys: z.int(),
  keysTotalPpm: z.int(),
  keysRoot: hashHex,
  documentHash: hashHex,
});

/**
 * What one account needs to check its own slot without trusting anybody: its orders, readings and line with proofs, the
 * headers, and the terms. Nothing of its neighbours is in it.
 */
export const slotProof = z.object({
  format: z.literal("pumasi-proof-1"),
  chainId: z.int(),
  market: addressHex,
  ledger: addressHex,
  slot: slotNumber,
  account: accountIndex,
  rule: z.enum(["UniformPriceRule"]),
  terms: ledgerTermsText,
  bookHeader: wordsHex,
  clearingHeader: wordsHex.nullable().describe("null: the slot is at the grid tariff"),
  meteringHeader: wordsHex,
  orders: z.array(z.object({ book: leafProof, fill: leafProof })),
  readings: z.array(leafProof),
  p256Keys: z
    .array(p256PointHex)
    .default([])
    .describe("public keys of those devices that sign on P-256; a device is its key's hash"),
  line: leafProof,
  period: z
    .object({ header: periodHeader, leaf: leafProof, slot: leafProof })
    .nullable()
    .describe("null until the slot's period is committed"),
});
export type SlotProof = z.infer<typeof slotProof>;
