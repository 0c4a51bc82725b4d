import fc from "fast-check";
import { expect, test } from "vitest";
import { apportion } from "./apportion.js";
import { isApportioned } from "./is-apportioned.js";

const wholes = fc.oneof(fc.nat(5), fc.nat(1_000), fc.nat(Number.MAX_SAFE_INTEGER));
const weights = fc.array(wholes, { maxLength: 12 });

test("is true of what apportion gives, and of nothing else", () => {
  fc.assert(
    fc.property(
      wholes,
      weights,
      fc.array(fc.tuple(fc.nat(11), fc.integer({ min: -2, max: 2 })), { maxLength: 3 }),
      (total, given, changes) => {
        const honest = apportion(total, given);
        expect(isApportioned(total, given, honest)).toBe(true);
        const tampered = [...honest];
        for (const [place, change] of changes) {
          if (place < tampered.length) tampered[place] = (tampered[place] as number) + change;
        }
        const same = tampered.every((share, index) => share === honest[index]);
        expect(isApportioned(total, given, tampered)).toBe(same);
      },
    ),
    { numRuns: 3_000 },
  );
});

test("is false of units moved between shares, of halves, and of too many or too few shares", () => {
  expect(isApportioned(10, [1, 1, 1], [4, 3, 3])).toBe(true);
  expect(isApportioned(10, [1, 1, 1], [3, 4, 3])).toBe(false);
  expect(isApportioned(10, [5, 3, 1], [5, 4, 1])).toBe(false);
  expect(isApportioned(3, [1, 1], [1.5, 1.5])).toBe(false);
  expect(isApportioned(3, [1, 1], [2, 1, 0])).toBe(false);
  expect(isApportioned(3, [0, 0], [2, 1])).toBe(false);
});
