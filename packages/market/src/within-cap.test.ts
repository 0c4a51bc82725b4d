import { describe, expect, it } from "vitest";
import { withinCap } from "./within-cap.js";

describe("withinCap", () => {
  const rules = { priceFloor: 50, priceCap: 300 };
  it.each([
    ["buy", 200, 200],
    ["buy", 400, 300],
    ["buy", 40, null],
    ["sell", 200, 200],
    ["sell", 40, 50],
    ["sell", 400, null],
  ] as const)("%s at %i becomes %s", (side, limitPrice, expected) => {
    expect(withinCap({ side, limitPrice }, rules)?.limitPrice ?? null).toBe(expected);
  });
});
