import { z } from "zod";
import {
  accountIndex,
  addressHex,
  hashHex,
  kwhText,
  nonceNumber,
  priceText,
  signatureHex,
  slotNumber,
} from "./decimals.js";
import { problem } from "./problem.js";

export const side = z.enum(["buy", "sell"]);

/** A signed order as a gateway posts it. `limitPrice` is all-in: what the buyer pays, what the seller gets. */
export const orderInput = z.object({
  slot: slotNumber,
  account: accountIndex,
  side,
  energy: kwhText,
  limitPrice: priceText,
  nonce: nonceNumber.describe("never used before by this account"),
  device: addressHex,
  signature: signatureHex,
});
export type OrderInput = z.infer<typeof orderInput>;

export const ordersRequest = z.object({ orders: z.array(orderInput).min(1).max(1000) });

/** The server's signed receipt: the order's sequence number in its slot's log and the log's head after it. */
export const orderReceipt = z.object({
  slot: slotNumber,
  sequence: z.int().min(0),
  orderDigest: hashHex,
  logHead: hashHex,
  signer: addressHex,
  signature: signatureHex,
});
export type OrderReceipt = z.infer<typeof orderReceipt>;

export const orderOutcome = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), repeated: z.boolean(), receipt: orderReceipt }),
  z.object({ ok: z.literal(false), problem }),
]);
export type OrderOutcome = z.infer<typeof orderOutcome>;

/** One outcome for each order, in the request's order. A refused order changes nothing. */
export const ordersResponse = z.object({ outcomes: z.array(orderOutcome) });

/** An order as published for auditors. */
export const publishedOrder = z.object({
  sequence: z.int().min(0),
  account: accountIndex,
  device: addressHex,
  side,
  energy: kwhText,
  limitPrice: priceText,
  nonce: nonceNumber,
  signature: signatureHex,
});
export type PublishedOrder = z.infer<typeof publishedOrder>;
