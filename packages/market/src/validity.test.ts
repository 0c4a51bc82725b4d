import { describe, expect, test } from "vitest";
import { hasEndedBy, isValidIn } from "./validity.js";

describe("validity", () => {
  test("starts with its first slot and excludes its end", () => {
    const validity = { fromSlot: 5, untilSlot: 8 };
    expect([4, 5, 7, 8].map((slot) => isValidIn(slot, validity))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect([4, 7, 8, 9].map((slot) => hasEndedBy(slot, validity))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  test("goes on where no end is known", () => {
    expect(isValidIn(1_000_000, { fromSlot: 5, untilSlot: null })).toBe(true);
    expect(hasEndedBy(1_000_000, { fromSlot: 5, untilSlot: null })).toBe(false);
  });
});
