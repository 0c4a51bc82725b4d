import { type DecimalRefusal, parseDecimal, printDecimal } from "./decimal.js";

/** Price: a whole number of 10^-6 currency units per kWh; may be zero or negative. */
export type Price = number;

/** Decimals of a price text. */
export const PRICE_DECIMALS = 6;

/** Parses "0.305" (currency/kWh) into 305000; refuses more than six decimals. */
export function parsePrice(
  text: string,
): { ok: true; value: Price } | { ok: false; reason: DecimalRefusal } {
  const parsed = parseDecimal(text, PRICE_DECIMALS);
  if (!parsed.ok) return parsed;
  const value = Number(parsed.value);
  return Number.isSafeInteger(value) ? { ok: true, value } : { ok: false, reason: "out_of_range" };
}

/** Prints 305000 as "0.305" (currency/kWh), exactly. */
export function printPrice(price: Price | bigint): string {
  return printDecimal(BigInt(price), PRICE_DECIMALS);
}
