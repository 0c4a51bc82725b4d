import { type DecimalRefusal, parseDecimal, printDecimal } from "./decimal.js";

/**
 * Energy: a whole number of micro-kilowatt-hours (10^-6 kWh), the six decimals grid operators
 * publish. One slot's energy and a meter's register both fit a safe integer.
 */
export type Ukwh = number;

/** Decimals of a kWh text. */
export const ENERGY_DECIMALS = 6;

/** Whole digits that leave room for the decimals in every safe integer, and all characters then. */
const USUAL_WHOLE_DIGITS = 9;
const USUAL_LENGTH = USUAL_WHOLE_DIGITS + 1 + ENERGY_DECIMALS;
const [ZERO, NINE, POINT] = [0x30, 0x39, 0x2e];

/** Parses "0.25" (kWh) into 250000 (10^-6 kWh); refuses more than six decimals. */
export function parseKwh(
  text: string,
): { ok: true; value: Ukwh } | { ok: false; reason: DecimalRefusal } {
  const usual = parseUsualKwh(text);
  if (usual !== null) return { ok: true, value: usual };
  const parsed = parseDecimal(text, ENERGY_DECIMALS);
  if (!parsed.ok) return parsed;
  const value = Number(parsed.value);
  return Number.isSafeInteger(value) ? { ok: true, value } : { ok: false, reason: "out_of_range" };
}

/**
 * Digit by digit what almost every meter says: not negative, few digits, no more than six decimals; null for anything else,
 * which is left to `parseDecimal`. A community's slot has tens of thousands of these texts.
 */
function parseUsualKwh(text: string): Ukwh | null {
  if (text.length > USUAL_LENGTH) return null;
  let value = 0;
  let point = -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === POINT && point === -1) point = i;
    else if (code >= ZERO && code <= NINE) value = value * 10 + (code - ZERO);
    else return null;
  }
  const whole = point === -1 ? text.length : point;
  const decimals = point === -1 ? 0 : text.length - 1 - point;
  const isPlain = whole === 1 || (whole > 1 && text.charCodeAt(0) !== ZERO);
  if (!isPlain || whole > USUAL_WHOLE_DIGITS || decimals > ENERGY_DECIMALS) return null;
  if (point !== -1 && decimals === 0) return null;
  return value * (TENS[ENERGY_DECIMALS - decimals] as number);
}

/** 10^0 to 10^6, exact. */
const TENS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] as const;

/** Prints 250000 (10^-6 kWh) as "0.25" (kWh), exactly. */
export function printKwh(energyUkwh: Ukwh | bigint): string {
  return printDecimal(BigInt(energyUkwh), ENERGY_DECIMALS);
}
