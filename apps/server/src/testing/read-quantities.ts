import { parseAmount, parseKwh, parsePrice } from "@pumasi/quantities";

function whole(parsed: { ok: true; value: bigint | number } | { ok: false }, text: string): bigint {
  if (!parsed.ok) throw new Error(`${text} is no quantity`);
  return BigInt(parsed.value);
}

/** Quantities of answers as exact whole numbers: 10^-6 kWh, 10^-12 currency, 10^-6 currency/kWh; what is missing is an error. */
export const kwhIn = (text: string | null) => whole(parseKwh(text ?? ""), `${text}`);
export const amountIn = (text: string | null) => whole(parseAmount(text ?? ""), `${text}`);
export const priceIn = (text: string | null) => whole(parsePrice(text ?? ""), `${text}`);
