import { expect, test } from "vitest";
import { bookBySequence } from "./book.js";
import type { Order } from "./order.js";
import { MAX_PRICE } from "./tariff.js";

const order = (sequence: number, change: Partial<Order> = {}): Order => ({
  sequence,
  account: 4,
  side: "buy",
  limitPrice: 5,
  energyUkwh: 1,
  ...change,
});

test("a book has every order at its sequence, whatever order they came in", () => {
  const orders = [order(2), order(0), order(1)];
  expect(bookBySequence(orders)?.map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
  expect(orders[0]?.sequence).toBe(2);
  expect(bookBySequence([])).toEqual([]);
});

test.each<[string, Order[]]>([
  ["a sequence missing", [order(0), order(2)]],
  ["a sequence given twice", [order(0), order(0)]],
  ["a sequence below zero", [order(-1)]],
  ["a broken sequence", [order(0.5)]],
  ["no energy", [order(0, { energyUkwh: 0 })]],
  ["a broken energy", [order(0, { energyUkwh: 0.5 })]],
  ["more energy than fits", [order(0, { energyUkwh: Number.MAX_SAFE_INTEGER }), order(1)]],
  ["a broken limit", [order(0, { limitPrice: 0.5 })]],
  ["a limit out of range", [order(0, { limitPrice: -MAX_PRICE - 1 })]],
])("is no book: %s", (_name, orders) => {
  expect(bookBySequence(orders)).toBeNull();
});
