import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  areBelow,
  capFees,
  highestPrice,
  raiseFees,
  type TransactionFees,
} from "./transaction-fees.js";

const fee = fc.bigInt({ min: 0n, max: 10n ** 12n });
const market = fc.tuple(fee, fee).map(
  ([one, other]): TransactionFees => ({
    type: "eip1559",
    maxFeePerGas: one > other ? one : other,
    maxPriorityFeePerGas: one > other ? other : one,
  }),
);
const legacy = fee.map((gasPrice): TransactionFees => ({ type: "legacy", gasPrice }));
const pairs = fc.oneof(fc.tuple(market, market), fc.tuple(legacy, legacy));

describe("raised fees", () => {
  it("are an eighth and one unit above the last ones in both parts, as offered now, and never above the cap", () => {
    fc.assert(
      fc.property(pairs, fee, ([last, suggested], cap) => {
        const raised = raiseFees(last, suggested, cap);
        if (raised === null) {
          expect(cap * 8n).toBeLessThan(highestPrice(last) * 9n + 8n + 8n);
          return;
        }
        expect(highestPrice(raised)).toBeLessThanOrEqual(cap);
        expect(highestPrice(raised) * 8n).toBeGreaterThanOrEqual(highestPrice(last) * 9n);
        expect(highestPrice(raised)).toBeGreaterThan(highestPrice(last));
        expect(areBelow(raised, capFees(suggested, highestPrice(raised)))).toBe(false);
        if (raised.type === "legacy" || last.type === "legacy") return;
        expect(raised.maxPriorityFeePerGas).toBeLessThanOrEqual(raised.maxFeePerGas);
        expect(raised.maxPriorityFeePerGas).toBeGreaterThan(last.maxPriorityFeePerGas);
        expect(raised.maxPriorityFeePerGas * 8n).toBeGreaterThanOrEqual(
          last.maxPriorityFeePerGas * 9n,
        );
      }),
    );
  });

  it("do not exist where the cap does not leave room for an eighth", () => {
    const last: TransactionFees = { type: "legacy", gasPrice: 80n };
    expect(raiseFees(last, last, 89n)).toBeNull();
    expect(raiseFees(last, last, 90n)).toEqual({ type: "legacy", gasPrice: 90n });
  });
});
