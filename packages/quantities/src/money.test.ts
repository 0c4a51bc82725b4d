import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  amountOf,
  floorDivide,
  parseAmount,
  parseLedgerUnits,
  printAmount,
  printLedgerUnits,
  toLedgerUnits,
} from "./money.js";

describe("amountOf", () => {
  test("is exact where energy times price passes 2^53", () => {
    expect(amountOf(75_000_001, 120_000_001)).toBe(9_000_000_195_000_001n);
    expect(printAmount(amountOf(250_000, 120_500_000))).toBe("30.125");
    expect(amountOf(2, -3)).toBe(-6n);
  });
});

describe("floorDivide", () => {
  test.each([
    [7n, 2n, 3n],
    [-7n, 2n, -4n],
    [-8n, 2n, -4n],
    [0n, 5n, 0n],
  ])("divides %s by %s toward minus infinity", (dividend, divisor, quotient) => {
    expect(floorDivide(dividend, divisor)).toBe(quotient);
  });

  test("stops at a divisor that is not positive", () => {
    expect(() => floorDivide(1n, 0n)).toThrow("divisor");
    expect(() => floorDivide(1n, -1n)).toThrow("divisor");
  });
});

describe("toLedgerUnits", () => {
  test("splits any amount without losing a unit, the remainder in [0, 10^6)", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), (amount) => {
        const { units, remainder } = toLedgerUnits(amount);
        expect(units * 1_000_000n + remainder).toBe(amount);
        expect(remainder >= 0n && remainder < 1_000_000n).toBe(true);
      }),
    );
  });
});

describe("texts", () => {
  test("amounts have twelve decimals and ledger units six", () => {
    expect(parseAmount("0.000000000001")).toEqual({ ok: true, value: 1n });
    expect(parseAmount("0.0000000000001")).toEqual({ ok: false, reason: "too_many_decimals" });
    expect(parseLedgerUnits("-1.5")).toEqual({ ok: true, value: -1_500_000n });
    expect(parseLedgerUnits("0.0000001")).toEqual({ ok: false, reason: "too_many_decimals" });
    expect(printLedgerUnits(-1_500_000n)).toBe("-1.5");
  });
});
