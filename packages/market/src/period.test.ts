import { describe, expect, test } from "vitest";
import { netPeriod } from "./period.js";
import { ROUNDING_ACCOUNT } from "./settlement-line.js";

describe("netPeriod", () => {
  test("pays whole ledger units, carries the rest, and lets the rounding account balance", () => {
    const totals = new Map([
      [4, 2_700_000n],
      [5, -2_300_000n],
      [0, -400_000n],
    ]);
    expect(netPeriod(totals, new Map())).toEqual([
      { account: 0, carryIn: 0n, delta: -400_000n, ledgerDelta: -1n, carryOut: 600_000n },
      { account: 3, carryIn: 0n, delta: 0n, ledgerDelta: 2n, carryOut: -2_000_000n },
      { account: 4, carryIn: 0n, delta: 2_700_000n, ledgerDelta: 2n, carryOut: 700_000n },
      { account: 5, carryIn: 0n, delta: -2_300_000n, ledgerDelta: -3n, carryOut: 700_000n },
    ]);
  });

  test("pays a carry out once it has grown to a unit, also without new totals", () => {
    const carries = new Map([
      [4, 999_999n],
      [ROUNDING_ACCOUNT, -999_999n],
    ]);
    const lines = netPeriod(
      new Map([
        [4, 1n],
        [5, -1n],
      ]),
      carries,
    );
    expect(lines).toEqual([
      { account: 3, carryIn: -999_999n, delta: 0n, ledgerDelta: 0n, carryOut: -999_999n },
      { account: 4, carryIn: 999_999n, delta: 1n, ledgerDelta: 1n, carryOut: 0n },
      { account: 5, carryIn: 0n, delta: -1n, ledgerDelta: -1n, carryOut: 999_999n },
    ]);
  });

  test("of nobody is the rounding account alone", () => {
    expect(netPeriod(new Map(), new Map())).toEqual([
      { account: ROUNDING_ACCOUNT, carryIn: 0n, delta: 0n, ledgerDelta: 0n, carryOut: 0n },
    ]);
  });

  test("stops where money was left out, and at a carry of a whole unit", () => {
    expect(() => netPeriod(new Map([[4, 1n]]), new Map())).toThrow("totals sum to zero");
    expect(() => netPeriod(new Map(), new Map([[4, 1n]]))).toThrow("carries sum to zero");
    const tooMuch = new Map([
      [4, 1_000_000n],
      [ROUNDING_ACCOUNT, -1_000_000n],
    ]);
    expect(() => netPeriod(new Map(), tooMuch)).toThrow("less than a ledger unit");
  });
});
