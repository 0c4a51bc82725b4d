import { assert } from "./assert.js";
import { type DecimalResult, parseDecimal, printDecimal } from "./decimal.js";
import type { Ukwh } from "./energy.js";
import type { Price } from "./price.js";

/**
 * Amount of money: a whole number of 10^-12 currency units, so that energy times price is exact.
 * Where it is signed, plus is money that the account receives.
 */
export type Amount = bigint;

/** The ledger's unit: 10^-6 currency units, the coin's six decimals. */
export type LedgerUnits = bigint;

export const AMOUNT_DECIMALS = 12;
export const LEDGER_DECIMALS = 6;

/** How many amount units (10^-12) one ledger unit (10^-6) holds. */
export const AMOUNT_PER_LEDGER_UNIT = 1_000_000n;

/** Energy (10^-6 kWh) times price (10^-6 currency/kWh), exact, in 10^-12 currency units. */
export function amountOf(energyUkwh: Ukwh, price: Price): Amount {
  return BigInt(energyUkwh) * BigInt(price);
}

/** Divides toward minus infinity by a positive divisor; the remainder is then never negative. */
export function floorDivide(dividend: bigint, divisor: bigint): bigint {
  assert(divisor > 0n, "a divisor is positive");
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}

/**
 * Splits an amount (10^-12) into whole ledger units (10^-6) and the remainder in [0, 10^6) that is
 * carried to the next period. Rounds toward minus infinity (LEDGER.md, "Money").
 */
export function toLedgerUnits(amount: Amount): { units: LedgerUnits; remainder: Amount } {
  const units = floorDivide(amount, AMOUNT_PER_LEDGER_UNIT);
  return { units, remainder: amount - units * AMOUNT_PER_LEDGER_UNIT };
}

/** Prints an amount (10^-12 currency) as an exact decimal text in currency units. */
export function printAmount(amount: Amount): string {
  return printDecimal(amount, AMOUNT_DECIMALS);
}

/** Parses a currency text with at most twelve decimals into an amount (10^-12). */
export function parseAmount(text: string): DecimalResult {
  return parseDecimal(text, AMOUNT_DECIMALS);
}

/** Prints ledger units (10^-6 currency) as an exact decimal text in currency units. */
export function printLedgerUnits(units: LedgerUnits): string {
  return printDecimal(units, LEDGER_DECIMALS);
}

/** Parses a currency text with at most six decimals into ledger units (10^-6). */
export function parseLedgerUnits(text: string): DecimalResult {
  return parseDecimal(text, LEDGER_DECIMALS);
}
