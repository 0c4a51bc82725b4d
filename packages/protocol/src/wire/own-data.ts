import { z } from "zod";
import { wish } from "./community.js";
import {
  accountIndex,
  addressHex,
  amountText,
  hashHex,
  instantText,
  kwhText,
  ledgerAmountText,
  meterIndex,
  nonceNumber,
  priceText,
  signatureHex,
  slotNumber,
} from "./decimals.js";
import { consentKind, ownDescription, passkeyDescription, personRole } from "./people.js";
import { printableText } from "./printable-text.js";

const wallInstant = instantText.describe("wall-clock instant");
const marketInstant = instantText.describe("market instant");

/** What a household agrees to, or takes back. */
export const consentRequest = z.object({ kind: consentKind, given: z.boolean() });
export type ConsentRequest = z.infer<typeof consentRequest>;

export const consentEntry = consentRequest.extend({ recordedAt: wallInstant });
export type ConsentEntry = z.infer<typeof consentEntry>;

/** Everything a household ever agreed to or took back, ascending; the newest of a kind holds. */
export const consentsAnswer = z.object({ consents: z.array(consentEntry) });
export type ConsentsAnswer = z.infer<typeof consentsAnswer>;

export const erasureStatus = z.enum(["open", "withdrawn", "done", "refused"]);
export type ErasureStatus = z.infer<typeof erasureStatus>;

/** A household's request that its personal data be erased. */
export const erasureRequest = z.object({
  id: z.int(),
  status: erasureStatus,
  requestedAt: wallInstant,
  decidedAt: wallInstant.nullable().describe("when it was withdrawn, done or refused"),
  note: z.string().nullable().describe("what the operator tells the household"),
});
export type ErasureRequest = z.infer<typeof erasureRequest>;

const erasureHurdles = {
  membershipEnded: z.boolean().describe("the household takes part in no slot any more"),
  paid: z.boolean().describe("all its slots are in paid periods, and its balance is zero"),
};

/** A household's own requests, ascending, and what an erasure would have to wait for. */
export const ownErasureAnswer = z.object({
  requests: z.array(erasureRequest),
  ...erasureHurdles,
});
export type OwnErasureAnswer = z.infer<typeof ownErasureAnswer>;

export const erasureAction = z.object({ action: z.enum(["ask", "withdraw"]) });

/** Requests of all households, as the operator sees them. */
export const erasureRequestsAnswer = z.object({
  requests: z.array(
    erasureRequest.extend({ account: accountIndex, name: z.string(), ...erasureHurdles }),
  ),
});
export type ErasureRequestsAnswer = z.infer<typeof erasureRequestsAnswer>;

export const erasureDecision = z.object({
  decision: z.enum(["done", "refused"]),
  note: printableText(500).describe("what the household is told"),
});
export type ErasureDecision = z.infer<typeof erasureDecision>;

const exportedPerson = z.object({
  person: z.string(),
  role: personRole,
  name: z.string(),
  isDemo: z.boolean(),
  recordedAt: wallInstant,
  endedAt: wallInstant.nullable(),
  passkeys: z.array(
    passkeyDescription.extend({
      publicKey: z.string().describe("COSE key, base64url"),
      counter: z.int(),
    }),
  ),
  recoveryCodesLeft: z.int(),
  sessions: z.array(
    z.object({
      signedInBy: z.enum(["passkey", "recovery", "demo"]),
      createdAt: wallInstant,
      lastSeenAt: wallInstant,
      expiresAt: wallInstant,
    }),
  ),
});

/** The lists of an export that may be long; each row is about one slot, one period or one thing that was done. */
export const exportedRows = {
  orders: z.object({
    slot: slotNumber,
    sequence: z.int(),
    side: z.enum(["buy", "sell"]),
    energy: kwhText,
    limitPrice: priceText,
    nonce: nonceNumber,
    device: addressHex,
    digest: hashHex,
    signature: z.string(),
    receiptSignature: signatureHex,
    recordedAt: marketInstant,
  }),
  readings: z.object({
    slot: slotNumber,
    meter: meterIndex,
    importRegister: kwhText,
    exportRegister: kwhText,
    quality: z.enum(["measured", "estimated"]),
    device: addressHex,
    digest: hashHex,
    signature: z.string(),
    recordedAt: marketInstant,
  }),
  homeEnergy: z.object({
    slot: slotNumber,
    meter: meterIndex,
    generated: kwhText,
    charged: kwhText,
    discharged: kwhText,
    device: addressHex,
    recordedAt: marketInstant,
  }),
  metered: z.object({
    slot: slotNumber,
    meter: meterIndex,
    imported: kwhText,
    exported: kwhText,
    quality: z.string(),
    rule: z.string().describe("by which rule a missing reading was replaced"),
  }),
  trades: z.object({
    slot: slotNumber,
    side: z.enum(["buy", "sell"]),
    neighbour: accountIndex,
    energy: kwhText,
    price: priceText,
  }),
  lines: z.object({
    slot: slotNumber,
    imported: kwhText,
    exported: kwhText,
    contractedBuy: kwhText,
    contractedSell: kwhText,
    deliveredBuy: kwhText,
    deliveredSell: kwhText,
    sharedBuy: kwhText,
    sharedSell: kwhText,
    fromGrid: kwhText,
    toGrid: kwhText,
    trade: amountText,
    sharing: amountText,
    supplier: amountText,
    fee: amountText,
    total: amountText.describe("plus: the household receives"),
  }),
  periods: z.object({
    period: z.int(),
    day: z.string(),
    fromSlot: slotNumber,
    untilSlot: slotNumber,
    carryIn: amountText,
    delta: amountText,
    ledgerDelta: ledgerAmountText,
    carryOut: amountText,
  }),
  payments: z.object({
    direction: z.enum(["deposit", "withdrawal"]),
    amount: ledgerAmountText,
    recordedAt: marketInstant,
  }),
  audit: z.object({
    at: wallInstant,
    who: z.enum(["you", "operator", "device"]),
    action: z.string(),
    subject: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
  }),
} as const;
export type ExportedList = keyof typeof exportedRows;
export type ExportedRow<List extends ExportedList> = z.infer<(typeof exportedRows)[List]>;

const rowsOf = <List extends ExportedList>(list: List) => z.array(exportedRows[list]);

/** What stands at the head of an export: who it is about, and what is short. */
export const exportHead = z.object({
  format: z.literal("pumasi-household-1"),
  exportedAt: wallInstant,
  marketTime: marketInstant,
  community: z.object({
    slug: z.string(),
    name: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    slotSeconds: z.int().describe("slot n begins n × slotSeconds seconds after 1970, UTC"),
  }),
  member: ownDescription,
  people: z
    .array(exportedPerson)
    .describe("who signs in for the household; no secrets, not even as hashes"),
  invitations: z.array(
    z.object({ recordedAt: wallInstant, expiresAt: wallInstant, usedAt: wallInstant.nullable() }),
  ),
  wishes: z.array(wish.extend({ recordedAt: marketInstant })),
  consents: z.array(consentEntry),
  erasureRequests: z.array(erasureRequest),
});
export type ExportHead = z.infer<typeof exportHead>;

/** Everything that is kept about one household, for itself. Lists ascend by slot, period or time. */
export const householdExport = exportHead.extend({
  orders: rowsOf("orders"),
  readings: rowsOf("readings"),
  homeEnergy: rowsOf("homeEnergy"),
  metered: rowsOf("metered"),
  trades: rowsOf("trades"),
  lines: rowsOf("lines"),
  periods: rowsOf("periods"),
  payments: rowsOf("payments"),
  audit: rowsOf("audit"),
});
export type HouseholdExport = z.infer<typeof householdExport>;
