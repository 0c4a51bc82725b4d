import fc from "fast-check";
import { expect, test } from "vitest";
import { OccupiedLevels } from "./occupied-levels.js";

const COUNTS = [1, 31, 32, 33, 1_024, 1_025, 40_000];

test.each(COUNTS)("of %i levels, the next is found as a set would find it", (count) => {
  const level = fc.oneof(fc.nat(count - 1), fc.nat(Math.min(count - 1, 70)));
  const steps = fc.array(fc.tuple(fc.boolean(), level, level), { maxLength: 60, size: "max" });
  fc.assert(
    fc.property(steps, (taken) => {
      const occupied = new OccupiedLevels(count);
      const levels = new Set<number>();
      for (const [isAdded, changed, from] of taken) {
        if (isAdded) {
          occupied.add(changed);
          levels.add(changed);
        } else if (levels.delete(changed)) occupied.delete(changed);
        const after = [...levels].filter((other) => other >= from);
        expect(occupied.atOrAfter(from)).toBe(Math.min(count, ...after));
      }
    }),
    { numRuns: 100 },
  );
});

test("there is no level after the last", () => {
  for (const count of COUNTS) {
    const occupied = new OccupiedLevels(count);
    occupied.add(count - 1);
    expect(occupied.atOrAfter(count - 1)).toBe(count - 1);
    expect(occupied.atOrAfter(count)).toBe(count);
  }
});
