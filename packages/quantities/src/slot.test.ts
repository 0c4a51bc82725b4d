import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gateClosure, SLOT_LENGTHS_SECONDS, slotAt, slotEnd, slotStart } from "./slot.js";

describe("slots", () => {
  test("count from the Unix epoch and exclude their end", () => {
    expect(slotStart(2, 900)).toBe(1_800_000);
    expect(slotEnd(2, 900)).toBe(2_700_000);
    expect(slotAt(2_699_999, 900)).toBe(2);
    expect(slotAt(2_700_000, 900)).toBe(3);
  });

  test("follow each other without a gap, before the epoch too", () => {
    const instants = fc.integer({ min: -4_000_000_000_000, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(instants, fc.constantFrom(...SLOT_LENGTHS_SECONDS), (instant, seconds) => {
        const slot = slotAt(instant, seconds);
        expect(slotStart(slot, seconds)).toBeLessThanOrEqual(instant);
        expect(slotEnd(slot, seconds)).toBeGreaterThan(instant);
        expect(slotEnd(slot, seconds)).toBe(slotStart(slot + 1, seconds));
      }),
    );
  });

  test("close their gate before they start", () => {
    expect(gateClosure(2, 900, 300)).toBe(1_500_000);
    expect(gateClosure(2, 900, 0)).toBe(slotStart(2, 900));
  });
});
