import { type DecimalRefusal, parseDecimal, printDecimal } from "./decimal.js";

/**
 * Energy: a whole number of micro-kilowatt-hours (10^-6 kWh), the six decimals grid operators
 * publish. One slot's energy and a meter's register both fit a safe integer.
 */
export type Ukwh = number;

/** Decimals of a kWh text. */
export const ENERGY_DECIMALS = 6;

/** Parses "0.25" (kWh) into 250000 (10^-6 kWh); refuses more than six decimals. */
export function parseKwh(
  text: string,
): { ok: true; value: Ukwh } | { ok: false; reason: DecimalRefusal } {
  const parsed = parseDecimal(text, ENERGY_DECIMALS);
  if (!parsed.ok) return parsed;
  const value = Number(parsed.value);
  return Number.isSafeInteger(value) ? { ok: true, value } : { ok: false, reason: "out_of_range" };
}

/** Prints 250000 (10^-6 kWh) as "0.25" (kWh), exactly. */
export function printKwh(energyUkwh: Ukwh | bigint): string {
  return printDecimal(BigInt(energyUkwh), ENERGY_DECIMALS);
}
