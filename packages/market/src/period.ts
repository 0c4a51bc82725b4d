import {
  AMOUNT_PER_LEDGER_UNIT,
  type Amount,
  assert,
  type LedgerUnits,
  toLedgerUnits,
} from "@pumasi/quantities";
import { ROUNDING_ACCOUNT } from "./settlement-line.js";

/**
 * One account's settled period. Plus is what the account receives; `carryIn`, `delta` and
 * `carryOut` are in 10^-12 currency, `ledgerDelta` in 10^-6, and carryIn + delta = ledgerDelta ×
 * 10^6 + carryOut.
 */
export interface PeriodLine {
  account: number;
  carryIn: Amount;
  delta: Amount;
  ledgerDelta: LedgerUnits;
  carryOut: Amount;
}

/**
 * Nets a period: each account's slot totals and what it carried over from the period before (both
 * 10^-12 currency) become whole ledger units (10^-6), and a remainder in [0, 10^6) that it carries
 * on (LEDGER.md, "Money"). Lines are by ascending account; the rounding account's is always there.
 *
 * The rounding account takes the difference, so that the ledger units sum to zero exactly: it holds
 * the whole units that the others' remainders add up to. Its own carry is therefore the negative of
 * their sum, at or below zero, and all carries, too, sum to zero in every period. Totals or carries
 * that do not sum to zero are a bug: somebody's money was left out.
 */
export function netPeriod(
  totals: ReadonlyMap<number, Amount>,
  carries: ReadonlyMap<number, Amount>,
): PeriodLine[] {
  assert(sumOf(totals) === 0n, "a period's totals sum to zero");
  assert(sumOf(carries) === 0n, "carries sum to zero, the rounding account's included");
  const accounts = new Set([...totals.keys(), ...carries.keys(), ROUNDING_ACCOUNT]);
  const lines = [...accounts]
    .sort((a, b) => a - b)
    .map((account) => lineOf(account, carries.get(account) ?? 0n, totals.get(account) ?? 0n));
  let paidOut: LedgerUnits = 0n;
  for (const line of lines) if (line.account !== ROUNDING_ACCOUNT) paidOut += line.ledgerDelta;
  return lines.map((line) => (line.account === ROUNDING_ACCOUNT ? balance(line, -paidOut) : line));
}

function lineOf(account: number, carryIn: Amount, delta: Amount): PeriodLine {
  const isRemainder = carryIn >= 0n && carryIn < AMOUNT_PER_LEDGER_UNIT;
  assert(isRemainder || account === ROUNDING_ACCOUNT, "a carry is less than a ledger unit");
  const { units, remainder } = toLedgerUnits(carryIn + delta);
  return { account, carryIn, delta, ledgerDelta: units, carryOut: remainder };
}

function balance(line: PeriodLine, ledgerDelta: LedgerUnits): PeriodLine {
  const carryOut = line.carryIn + line.delta - ledgerDelta * AMOUNT_PER_LEDGER_UNIT;
  return { ...line, ledgerDelta, carryOut };
}

function sumOf(amounts: ReadonlyMap<number, Amount>): Amount {
  let sum = 0n;
  for (const amount of amounts.values()) sum += amount;
  return sum;
}
