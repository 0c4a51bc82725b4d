import { expect, test } from "vitest";
import { levelsOf } from "./price-levels.js";

const levelsAt = (...limits: number[]) => {
  const { levels, count } = levelsOf(Float64Array.from(limits));
  return [Array.from(levels), count];
};

test("limits on a bounded grid are counted from the lowest", () => {
  expect(levelsAt()).toEqual([[], 0]);
  expect(levelsAt(7, 7)).toEqual([[0, 0], 1]);
  expect(levelsAt(3, -2, 0, 3)).toEqual([[5, 0, 2, 5], 6]);
});

test("limits further apart are ranked", () => {
  const far = 4_000_000_000_000;
  expect(levelsAt(far, -5, 0, far, far - 1)).toEqual([[3, 0, 1, 3, 2], 4]);
});
