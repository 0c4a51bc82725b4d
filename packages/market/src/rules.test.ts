import { describe, expect, test } from "vitest";
import { OPEN_TARIFF } from "./cases/arbitraries.js";
import { type MarketRules, rulesAt } from "./rules.js";

const rules = (version: number, fromSlot: number): MarketRules => ({
  version,
  fromSlot,
  mechanism: "uniform-price",
  pricing: "midpoint",
  ties: "pro-rata",
  product: "forward-capped",
  sharing: "mid-market",
  priceFloor: 0,
  priceCap: 100,
  openSlots: 4,
  meteringDeadlineSeconds: 3600,
  tariff: OPEN_TARIFF,
});

describe("rulesAt", () => {
  const all = [rules(3, 20), rules(1, 10), rules(4, 20), rules(2, 30)];

  test.each([
    [9, null],
    [10, 1],
    [19, 1],
    [20, 4],
    [29, 4],
    [30, 2],
    [99, 2],
  ])("in slot %i version %s is in force", (slot, version) => {
    expect(rulesAt(all, slot)?.version ?? null).toBe(version);
    expect(rulesAt([...all].reverse(), slot)?.version ?? null).toBe(version);
  });

  test("is null without any rules", () => {
    expect(rulesAt([], 5)).toBeNull();
  });
});
