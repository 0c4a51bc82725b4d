import fc from "fast-check";
import { expect, test } from "vitest";
import { differenceOfProducts, mulDivFloor } from "./mul-div-floor.js";

const large = Number.MAX_SAFE_INTEGER;
const wholes = fc.oneof(
  fc.nat(5),
  fc.nat(1_000_000),
  fc.nat(large),
  fc.nat(1_000_000).map((less) => large - less),
  fc.tuple(fc.nat(53), fc.integer({ min: -2, max: 2 })).map(([power, more]) => {
    return Math.min(large, Math.max(0, 2 ** power + more));
  }),
);
const divisors = wholes.map((value) => Math.max(1, value));

test("multiplies and divides as with any number of digits", () => {
  fc.assert(
    fc.property(wholes, wholes, divisors, (a, b, c) => {
      const exact = (BigInt(a) * BigInt(b)) / BigInt(c);
      fc.pre(exact <= BigInt(large));
      expect(mulDivFloor(a, b, c)).toBe(Number(exact));
    }),
    { numRuns: 20_000 },
  );
});

test("stays exact beside every multiple of the divisor", () => {
  fc.assert(
    fc.property(divisors, divisors, fc.integer({ min: -3, max: 3 }), (a, c, beside) => {
      const exact = (BigInt(a) * BigInt(c) + BigInt(beside)) / BigInt(c);
      const product = BigInt(a) * BigInt(c) + BigInt(beside);
      fc.pre(product >= 0n && product <= BigInt(large));
      expect(mulDivFloor(Number(product), 1, c)).toBe(Number(exact));
    }),
    { numRuns: 5_000 },
  );
});

test("the remainder of a quotient that is a unit off is exact or at least on its side", () => {
  fc.assert(
    fc.property(wholes, wholes, divisors, fc.integer({ min: -2, max: 2 }), (a, b, d, off) => {
      const quotient = (BigInt(a) * BigInt(b)) / BigInt(d);
      fc.pre(quotient <= BigInt(large) - 2n && quotient > 4n);
      const c = Number(quotient) + off;
      const exact = BigInt(a) * BigInt(b) - BigInt(c) * BigInt(d);
      const found = differenceOfProducts(a, b, c, d);
      if (exact >= -BigInt(large) && exact <= BigInt(large)) expect(found).toBe(Number(exact));
      else expect(Math.sign(found)).toBe(exact < 0n ? -1 : 1);
    }),
    { numRuns: 20_000 },
  );
});

test("stops at what is not whole, at nothing to divide by, and at quotients beyond a safe integer", () => {
  expect(() => mulDivFloor(0.5, 1, 1)).toThrow("whole");
  expect(() => mulDivFloor(1, 1, 0)).toThrow("nothing");
  expect(() => mulDivFloor(-1, 1, 1)).toThrow("nothing");
  expect(() => mulDivFloor(large, large, 1)).toThrow("safe integer");
  expect(() => mulDivFloor(large, 2 ** 51, 2 ** 51 - 1)).toThrow("safe integer");
});
