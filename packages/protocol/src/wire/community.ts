import { LOCAL_PERIODS } from "@pumasi/quantities";
import { z } from "zod";
import {
  accountIndex,
  addressHex,
  hashHex,
  instantText,
  ledgerAmountText,
  meterIndex,
  p256PointHex,
  priceText,
  signatureHex,
  slotNumber,
} from "./decimals.js";
import { printableText } from "./printable-text.js";

export const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,38}$/, "lower-case letters, digits, dashes");

export const tariffTerms = z.object({
  retailPrice: priceText,
  feedInPrice: priceText,
  buyerFee: priceText.describe("grid fee of community energy, paid by the buyer"),
  sellerFee: priceText,
});

/** The market rules and the tariff that hold from a slot on; their hash is on the ledger. */
export const rulesTerms = z.object({
  mechanism: z.literal("uniform-price"),
  pricing: z.literal("midpoint"),
  ties: z.literal("pro-rata"),
  product: z.literal("forward-capped"),
  sharing: z.literal("mid-market"),
  priceFloor: priceText,
  priceCap: priceText,
  openSlots: z.int().min(1).max(96).describe("for how many slots ahead orders are taken"),
  meteringDeadlineSeconds: z
    .int()
    .min(0)
    .max(7 * 86400),
  tariff: tariffTerms,
});
export type RulesTerms = z.infer<typeof rulesTerms>;

export const publishedRules = z.object({
  version: z.int().min(1),
  fromSlot: slotNumber,
  terms: rulesTerms,
});
export type PublishedRules = z.infer<typeof publishedRules>;

/** How often net amounts move on the ledger; in local calendar days, weeks from Monday, or months. */
export const settlementPeriod = z.enum(LOCAL_PERIODS);

export const communityRequest = z.object({
  slug,
  name: printableText(100).min(1),
  currency: z.string().regex(/^[A-Z]{3}$/, "an ISO 4217 code"),
  timeZone: z.string(),
  slotSeconds: z.union([z.literal(300), z.literal(900), z.literal(1800), z.literal(3600)]),
  gateClosureSeconds: z.int().min(0).max(86400),
  challengeWindowSeconds: z
    .int()
    .min(60)
    .max(30 * 86400),
  firstSlot: slotNumber,
  settlementPeriod: settlementPeriod.default("day"),
  rules: rulesTerms,
});
export type CommunityRequest = z.infer<typeof communityRequest>;

/** Everything a gateway or an auditor needs to take part: sizes, rules, and the typed-data domain. */
export const communityDescription = z.object({
  slug,
  name: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  slotSeconds: z.int(),
  gateClosureSeconds: z.int(),
  challengeWindowSeconds: z.int(),
  settlementPeriod,
  firstSlot: slotNumber,
  untilSlot: slotNumber.nullable().describe("no slot from this one on is traded; null: no end"),
  chainId: z.int(),
  contracts: z.object({
    coin: addressHex,
    bondCoin: addressHex.describe("the coin of the operator's bond"),
    community: addressHex,
    market: addressHex,
    ledger: addressHex,
    court: addressHex.describe("where results are challenged"),
    demands: addressHex.describe("where data are demanded"),
    inbox: addressHex.describe("where an order goes that got no receipt"),
    factJudge: addressHex,
    periodJudge: addressHex,
    uniformPriceRule: addressHex.describe("the rule that judges results"),
  }),
  receiptSigner: addressHex,
  rules: z.array(publishedRules),
});
export type CommunityDescription = z.infer<typeof communityDescription>;

export const wish = z.object({
  buyBelow: priceText.describe("buy from neighbours at or below, all-in"),
  sellAbove: priceText.describe("sell to neighbours at or above, all-in"),
  away: z
    .boolean()
    .default(false)
    .describe("on vacation: the gateway orders nothing to buy; it goes on selling"),
});
export type Wish = z.infer<typeof wish>;

export const memberRequest = z.object({
  name: printableText(100).min(1),
  pod: printableText(64).min(1).describe("point of delivery; never leaves the server"),
  creditLimit: ledgerAmountText,
  wish,
});
/** What the operator sends: who does not say that a household is away means that it is at home. */
export type MemberRequest = z.input<typeof memberRequest>;

/** Ends a membership; the earliest slot is the first whose book is open and that no order of its account is for, or a later one. */
export const membershipEndRequest = z.object({
  untilSlot: slotNumber
    .optional()
    .describe("the first slot that it takes no part in; the earliest that is possible when absent"),
});
export type MembershipEndRequest = z.infer<typeof membershipEndRequest>;

export const memberDescription = z.object({
  member: z.int(),
  name: z.string(),
  pod: z.string(),
  account: accountIndex,
  meter: meterIndex,
  fromSlot: slotNumber.nullable().describe("null until its first gateway enrols"),
  untilSlot: slotNumber.nullable().describe("no member from this slot on; null: no end"),
  pseudonym: hashHex,
  creditLimit: ledgerAmountText,
  wish,
  devices: z.array(
    z.object({
      device: addressHex,
      fromSlot: slotNumber,
      untilSlot: slotNumber.nullable(),
    }),
  ),
});
export type MemberDescription = z.infer<typeof memberDescription>;

export const enrolmentCode = z.object({ code: z.string(), expiresAt: instantText });

export const enrolmentRequest = z.object({
  code: z.string().min(8).max(64),
  device: addressHex,
  p256: p256PointHex
    .nullable()
    .default(null)
    .describe("the device's public key where it signs on P-256: the device is then its key's hash"),
  signature: signatureHex,
});

/** The request header that holds a device's signature over its `Settings` message. */
export const DEVICE_SIGNATURE_HEADER = "pumasi-device-signature";

export const deviceSettings = z.object({
  device: addressHex,
  account: accountIndex,
  meter: meterIndex,
  fromSlot: slotNumber,
  untilSlot: slotNumber.nullable(),
  wish: wish
    .nullable()
    .describe("null for whoever does not prove to be the device, its household or the operator"),
});
export type DeviceSettings = z.infer<typeof deviceSettings>;
