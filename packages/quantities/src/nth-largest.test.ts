import fc from "fast-check";
import { expect, test } from "vitest";
import { nthLargest, selectionScratch } from "./nth-largest.js";

const large = Number.MAX_SAFE_INTEGER;

/** Values below a bound: spread out, crowded at one end, all the same, or in a few heaps. */
const cases = fc.oneof(fc.nat(5), fc.nat(5_000), fc.nat(large - 1)).chain((highest) =>
  fc.record({
    below: fc.constant(highest + 1),
    values: fc.array(
      fc.oneof(
        fc.nat(highest),
        fc.nat(Math.min(3, highest)),
        fc.nat(Math.min(3, highest)).map((less) => highest - less),
      ),
      { minLength: 1, maxLength: 300, size: "max" },
    ),
  }),
);

test("is the value that a sort puts there, and the values stay as they were", () => {
  fc.assert(
    fc.property(cases, fc.nat(1_000_000), ({ below, values }, place) => {
      const nth = 1 + (place % values.length);
      const given = Float64Array.from(values);
      const found = nthLargest(given, values.length, nth, below, selectionScratch(values.length));
      expect(found).toBe(values.toSorted((a, b) => b - a)[nth - 1]);
      expect([...given]).toEqual(values);
    }),
    { numRuns: 1_000 },
  );
});

test("looks at the first values only", () => {
  const values = Float64Array.from({ length: 50 }, (_, i) => i);
  expect(nthLargest(values, 10, 1, 50, selectionScratch(50))).toBe(9);
  expect(nthLargest(values, 40, 2, 50, selectionScratch(50))).toBe(38);
});
