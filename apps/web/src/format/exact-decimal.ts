import { assert, parseDecimal, printDecimal } from "@pumasi/quantities";

/** A plain decimal text; `Intl.NumberFormat` takes such a text as it is, digit for digit. */
export type DecimalText = `${number}`;

/** Amounts have twelve decimals and nothing on the wire has more, so every sum here is exact. */
const DECIMALS = 12;

const DECIMAL = /^-?\d+(\.\d+)?$/;

export function isDecimalText(text: string): text is DecimalText {
  return DECIMAL.test(text);
}

function exactUnits(text: string): bigint {
  const parsed = parseDecimal(text, DECIMALS);
  assert(parsed.ok, "the wire schemas let only plain decimals of at most twelve places through");
  return parsed.value;
}

/** Σ of decimal texts, exact; null as soon as one of them is missing, because missing is not zero. */
export function sumDecimals(texts: readonly (string | null)[]): string | null {
  let sum = 0n;
  for (const text of texts) {
    if (text === null) return null;
    sum += exactUnits(text);
  }
  return printDecimal(sum, DECIMALS);
}

/** What is left of a decimal text after taking the others away, exact; null when one is missing. */
export function subtractDecimals(
  from: string | null,
  others: readonly (string | null)[],
): string | null {
  const taken = sumDecimals(others);
  if (from === null || taken === null) return null;
  return printDecimal(exactUnits(from) - exactUnits(taken), DECIMALS);
}

/** The sign of a decimal text: -1, 0 or 1. */
export function signOf(text: string): -1 | 0 | 1 {
  const units = exactUnits(text);
  if (units === 0n) return 0;
  return units < 0n ? -1 : 1;
}

/** A decimal as a number, for the height of a drawn bar only, never to be shown or added up. */
export function drawingNumber(text: string | null): number | null {
  return text === null ? null : Number(text);
}
