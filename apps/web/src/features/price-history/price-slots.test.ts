import type { PublishedRules } from "@pumasi/protocol";
import { describe, expect, test } from "vitest";
import { slotOf } from "../charts/slot-examples.js";
import { priceSlots, rulesInForce, stepPoints } from "./price-slots.js";

function rulesOf(version: number, fromSlot: number, retailPrice: string): PublishedRules {
  return {
    version,
    fromSlot,
    terms: {
      mechanism: "uniform-price",
      pricing: "midpoint",
      ties: "pro-rata",
      product: "forward-capped",
      sharing: "mid-market",
      priceFloor: "0",
      priceCap: "500",
      openSlots: 4,
      meteringDeadlineSeconds: 3600,
      tariff: { retailPrice, feedInPrice: "80", buyerFee: "10", sellerFee: "0" },
    },
  };
}

describe("stepPoints", () => {
  const clearing = (prices: (string | null)[]) =>
    stepPoints(
      priceSlots(
        prices.map((price, index) => slotOf(index, { price })),
        [],
      ),
      (slot) => slot.clearing,
    );

  test("holds a price over its slot and breaks where nothing crossed", () => {
    expect(clearing(["100", "110", null, "90"])).toEqual([
      [0, 100],
      [1, 100],
      [1, 110],
      [2, 110],
      [2, null],
      [3, 90],
      [4, 90],
    ]);
  });

  test("draws a price of zero, and nothing at all where there is no price", () => {
    expect(clearing(["0"])).toEqual([
      [0, 0],
      [1, 0],
    ]);
    expect(clearing([null, null])).toEqual([]);
  });
});

test("prices stand beside the tariff of their own time", () => {
  const rules = [rulesOf(1, 0, "200"), rulesOf(2, 5, "220"), rulesOf(3, 5, "230")];
  const slots = priceSlots([slotOf(4), slotOf(5)], rules);
  expect(slots.map(({ retail }) => retail)).toEqual(["200", "230"]);
  expect(rulesInForce(rules, -1)).toBeNull();
});

test("slots that are not cleared yet have no place in the history", () => {
  const slots = [slotOf(1), slotOf(2, { stage: "booked" }), slotOf(3, { stage: "open" })];
  expect(priceSlots(slots, []).map(({ slot }) => slot)).toEqual([1]);
});
