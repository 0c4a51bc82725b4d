import fc from "fast-check";
import { expect, test } from "vitest";
import { apportion } from "./apportion.js";

const weights = fc.array(fc.oneof(fc.nat(5), fc.nat(1_000_000), fc.nat(Number.MAX_SAFE_INTEGER)), {
  minLength: 1,
  maxLength: 20,
});
const totals = fc.oneof(fc.nat(50), fc.nat(Number.MAX_SAFE_INTEGER));

test("shares add up to the total, each its exact quota rounded down or up", () => {
  fc.assert(
    fc.property(totals, weights, (total, given) => {
      const sum = given.reduce((all, weight) => all + BigInt(weight), 0n);
      fc.pre(sum > 0n);
      const shares = apportion(total, given);
      expect(shares.reduce((all, share) => all + BigInt(share), 0n)).toBe(BigInt(total));
      given.forEach((weight, index) => {
        const floor = (BigInt(weight) * BigInt(total)) / sum;
        expect([floor, floor + 1n]).toContain(BigInt(shares[index] as number));
        if (weight === 0) expect(shares[index]).toBe(0);
        if (BigInt(total) <= sum) expect(shares[index]).toBeLessThanOrEqual(weight);
      });
    }),
  );
});

test("equal weights never differ by more than a unit, and the lower index is served first", () => {
  fc.assert(
    fc.property(
      totals,
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1 }),
      (total, n, weight) => {
        const shares = apportion(total, new Array<number>(n).fill(weight));
        expect(shares).toEqual([...shares].sort((a, b) => b - a));
        expect((shares[0] as number) - (shares[n - 1] as number)).toBeLessThanOrEqual(1);
      },
    ),
  );
});
