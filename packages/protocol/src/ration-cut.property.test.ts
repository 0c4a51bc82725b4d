import { apportion } from "@pumasi/quantities";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type RationCut, rationCut } from "./ration-cut.js";

/** Weights of any size, and equal ones, whose remainders tie. */
const weights = fc.oneof(
  fc.array(fc.oneof(fc.nat(20), fc.integer({ min: 0, max: 2 ** 48 })), {
    minLength: 1,
    maxLength: 12,
  }),
  fc.array(fc.constantFrom(7, 11), { minLength: 3, maxLength: 12 }),
);

/** The cut by integers of any size. */
function plainCut(total: number, given: readonly number[], shares: readonly number[]) {
  const sum = BigInt(given.reduce((whole, weight) => whole + weight, 0));
  let cut: RationCut | null = null;
  if (sum === 0n) return cut;
  for (const [index, weight] of given.entries()) {
    const scaled = BigInt(weight) * BigInt(total);
    if (BigInt(shares[index] as number) === scaled / sum) continue;
    const remainder = Number(scaled % sum);
    if (cut === null || remainder <= cut.remainder) cut = { remainder, index };
  }
  return cut;
}

it("names the last that got a unit more, exactly, and nobody of a total of zero", () => {
  fc.assert(
    fc.property(weights, fc.double({ min: 0, max: 1, noNaN: true }), (given, part) => {
      const sum = given.reduce((whole, weight) => whole + weight, 0);
      const total = Math.floor(sum * part);
      const shares = apportion(total, given);
      const entries = given.map((weightUkwh, index) => ({
        ...{ index, weightUkwh, shareUkwh: shares[index] as number },
      }));
      expect(rationCut(total, entries)).toEqual(plainCut(total, given, shares));
    }),
  );
  expect(rationCut(0, [{ index: 0, weightUkwh: -5, shareUkwh: 0 }])).toBeNull();
});
