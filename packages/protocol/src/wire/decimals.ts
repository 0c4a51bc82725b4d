import { z } from "zod";

/** A quantity on the wire: a plain decimal text. How many decimals it may have depends on the unit and is a refusal, not a schema fault. */
export const decimalText = z
  .string()
  .regex(/^-?(0|[1-9]\d{0,17})(\.\d{1,30})?$/, "a plain decimal such as 0.25")
  .describe("decimal text");

export const kwhText = decimalText.describe("energy in kWh, at most six decimals");
export const priceText = decimalText.describe("price in currency per kWh, at most six decimals");
export const amountText = decimalText.describe("amount in currency units, at most twelve decimals");
export const ledgerAmountText = decimalText.describe(
  "amount in currency units, at most six decimals",
);

export const slotNumber = z
  .int()
  .min(0)
  .max(0xffff_ffff)
  .describe("slot number: start instant (s since 1970) divided by the slot length (s)");
export const accountIndex = z.int().min(0).max(0xffff_ffff);
export const meterIndex = z.int().min(0).max(0xffff_ffff);
export const nonceNumber = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

const hexText = (digits: number) =>
  z.templateLiteral(["0x", z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`))]);

export const addressHex = hexText(40).describe("a lower-case address of 20 bytes");
export const hashHex = hexText(64).describe("32 bytes in lower-case hexadecimal");
export const signatureHex = hexText(130).describe(
  "65 bytes (r, s, v) in lower-case hexadecimal; v is 27 or 28 on secp256k1, 0 on P-256",
);
/** A P-256 public key by its point's coordinates. */
export const p256PointHex = z
  .object({ x: hashHex, y: hashHex })
  .describe("a P-256 public key by its point's coordinates");
export const instantText = z.iso.datetime().describe("UTC instant, ISO 8601");

/** Whole 32-byte words in lower-case hexadecimal: a leaf or a header. */
export const wordsHex = z
  .templateLiteral(["0x", z.string().regex(/^([0-9a-f]{64})+$/)])
  .describe("32-byte words in lower-case hexadecimal");
