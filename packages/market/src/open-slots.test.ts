import { describe, expect, test } from "vitest";
import { OPEN_TARIFF } from "./cases/arbitraries.js";
import { firstOpenSlot, isOrderOpen, openSlots, orderWindow } from "./open-slots.js";
import type { MarketRules } from "./rules.js";

const RULES: MarketRules = {
  version: 1,
  fromSlot: 0,
  mechanism: "uniform-price",
  pricing: "midpoint",
  ties: "pro-rata",
  product: "forward-capped",
  sharing: "mid-market",
  priceFloor: 0,
  priceCap: 100,
  openSlots: 3,
  meteringDeadlineSeconds: 3600,
  tariff: OPEN_TARIFF,
};

/** Slot 10 starts at 9 000 s and its gate closes five minutes before, at 8 700 s. */
const CALENDAR = { slotSeconds: 900, gateClosureSeconds: 300, firstSlot: 5 };
const CLOSURE = 8_700_000;

describe("open slots", () => {
  test("move on at gate closure, not a millisecond before", () => {
    expect(firstOpenSlot(CLOSURE - 1, CALENDAR)).toBe(10);
    expect(firstOpenSlot(CLOSURE, CALENDAR)).toBe(11);
    expect(openSlots(CLOSURE - 1, CALENDAR, [RULES])).toEqual([10, 11, 12]);
    expect(openSlots(CLOSURE, CALENDAR, [RULES])).toEqual([11, 12, 13]);
  });

  test("begin with the community's first slot and need rules", () => {
    expect(openSlots(CLOSURE, { ...CALENDAR, firstSlot: 13 }, [RULES])).toEqual([13]);
    expect(openSlots(CLOSURE, { ...CALENDAR, firstSlot: 14 }, [RULES])).toEqual([]);
    expect(openSlots(CLOSURE, CALENDAR, [])).toEqual([]);
    expect(openSlots(CLOSURE, CALENDAR, [{ ...RULES, fromSlot: 12 }])).toEqual([12, 13]);
  });

  test("follow the rules in force in each slot", () => {
    const later = { ...RULES, version: 2, fromSlot: 12, openSlots: 5 };
    expect(openSlots(CLOSURE, CALENDAR, [RULES, later])).toEqual([11, 12, 13, 14, 15]);
    expect(openSlots(CLOSURE, CALENDAR, [RULES, { ...later, openSlots: 1 }])).toEqual([11]);
  });
});

describe("orderWindow", () => {
  test.each([
    [4, "order_slot_unknown"],
    [5, "order_after_gate_closure"],
    [10, "order_after_gate_closure"],
    [11, "open"],
    [13, "open"],
    [14, "order_slot_unknown"],
  ])("of slot %i is %s", (slot, window) => {
    expect(orderWindow(slot, CLOSURE, CALENDAR, RULES)).toBe(window);
    expect(isOrderOpen(slot, CLOSURE, CALENDAR, RULES)).toBe(window === "open");
  });

  test("is unknown without rules", () => {
    expect(orderWindow(11, CLOSURE, CALENDAR, null)).toBe("order_slot_unknown");
  });
});
