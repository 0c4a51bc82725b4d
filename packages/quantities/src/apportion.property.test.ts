import fc from "fast-check";
import { expect, test } from "vitest";
import { apportion, apportionInto, apportionScratch } from "./apportion.js";

const large = Number.MAX_SAFE_INTEGER;
const wholes = fc.oneof(
  fc.nat(5),
  fc.nat(1_000_000),
  fc.nat(large),
  fc.nat(1_000).map((less) => large - less),
);
const weights = fc.array(wholes, { minLength: 1, maxLength: 20 });
const totals = fc.oneof(fc.nat(50), fc.nat(large));

/** The plain way, by integers of any size and a full sort. */
function naiveApportion(total: number, given: readonly number[]): number[] {
  const sum = given.reduce((all, weight) => all + BigInt(weight), 0n);
  if (sum === 0n) return given.map(() => 0);
  const shares = given.map((weight) => (BigInt(weight) * BigInt(total)) / sum);
  const left = BigInt(total) - shares.reduce((all, share) => all + share, 0n);
  const remainderOf = (index: number) => (BigInt(given[index] as number) * BigInt(total)) % sum;
  const ranked = given.map((_, index) => index);
  ranked.sort((a, b) => {
    const [first, second] = [remainderOf(a), remainderOf(b)];
    return first === second ? a - b : first > second ? -1 : 1;
  });
  for (const index of ranked.slice(0, Number(left))) shares[index] = (shares[index] as bigint) + 1n;
  return shares.map(Number);
}

/** Weights of a sum that a double holds, some of them in heaps of equals, so that remainders tie. */
const manyWeights = fc
  .tuple(
    fc.array(fc.oneof(fc.nat(3), fc.nat(1_000_000), fc.nat(large)), {
      minLength: 1,
      maxLength: 400,
      size: "max",
    }),
    fc.integer({ min: 1, max: 400 }),
  )
  .map(([given, parts]) => given.map((weight) => Math.floor(weight / parts)));

test("gives what integers of any size and a full sort give", () => {
  fc.assert(
    fc.property(fc.oneof(totals, wholes), fc.oneof(weights, manyWeights), (total, given) => {
      const expected = naiveApportion(total, given);
      expect(apportion(total, given)).toEqual(expected);
      expect(apportion(total, Float64Array.from(given))).toEqual(expected);
    }),
    { numRuns: 3_000 },
  );
});

test("in place it gives the same, again and again in the same room, and touches nothing beyond", () => {
  const scratch = apportionScratch(500);
  fc.assert(
    fc.property(totals, fc.oneof(weights, manyWeights), (total, given) => {
      const expected = naiveApportion(total, given);
      const [room, shares] = [new Float64Array(500).fill(7), new Float64Array(500).fill(7)];
      room.set(given);
      apportionInto(total, room, shares, scratch, given.length);
      expect([...room.subarray(0, given.length)]).toEqual(given);
      expect([...shares.subarray(0, given.length)]).toEqual(expected);
      apportionInto(total, room, room, scratch, given.length);
      expect([...room.subarray(0, given.length)]).toEqual(expected);
      const beyond = [...room.subarray(given.length), ...shares.subarray(given.length)];
      expect(beyond.every((value) => value === 7)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

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
