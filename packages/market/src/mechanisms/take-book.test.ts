import { describe, expect, test } from "vitest";
import type { Tariff } from "../tariff.js";
import type { MarketOrder } from "./market-order.js";
import { areTies, isPrice, takeBook } from "./take-book.js";

const order = (sequence: number, wish: Partial<MarketOrder> = {}): MarketOrder => ({
  sequence,
  account: 4 + sequence,
  side: "buy",
  limitPrice: 200_000,
  energyUkwh: 1_000_000,
  ...wish,
});

test("gives orders by sequence and limits as said, or net of fees and within what the grid offers", () => {
  const orders = [order(1, { side: "sell", limitPrice: 50_000 }), order(0)];
  const tariff: Tariff = {
    retailPrice: 150_000,
    feedInPrice: 80_000,
    buyerFee: 10_000,
    sellerFee: 5_000,
  };
  expect(takeBook({ orders })).toEqual({
    ok: true,
    orders: [orders[1], orders[0]],
    limits: [200_000, 50_000],
  });
  expect(takeBook({ orders, tariffOf: () => tariff })).toMatchObject({ limits: [140_000, 85_000] });
  expect(takeBook({ orders: [] })).toEqual({ ok: true, orders: [], limits: [] });
});

describe("refuses", () => {
  const notNumbered = { ok: false, reason: "book_not_numbered" };
  const invalid = (sequence: number) => ({ ok: false, reason: "book_order_invalid", sequence });

  test("gaps, doubles and numbers that are none, before anything else", () => {
    for (const sequence of [0, 2, -1, 0.5, Number.NaN]) {
      const orders = [order(0, { energyUkwh: 0 }), order(sequence)];
      expect(takeBook({ orders })).toEqual(notNumbered);
    }
  });

  test("orders that are none, naming the lowest sequence", () => {
    const wishes: Partial<MarketOrder>[] = [
      { energyUkwh: 0 },
      { energyUkwh: -1 },
      { energyUkwh: 1.5 },
      { energyUkwh: Number.NaN },
      { limitPrice: 0.5 },
      { limitPrice: 1_000_000_000_001 },
      { prefers: { partners: [], premium: -1 } },
      { prefers: { partners: [], premium: 0.5 } },
      { prefers: { partners: [], premium: 1_000_000_000_001 } },
    ];
    for (const wish of wishes) {
      const orders = [order(2, { energyUkwh: 0 }), order(1, wish), order(0)];
      expect(takeBook({ orders })).toEqual(invalid(1));
    }
  });

  test("energies whose sum is not safe, naming the order that goes too far", () => {
    const half = { energyUkwh: 2 ** 52 };
    const orders = [order(2), order(1, half), order(0, half)];
    expect(takeBook({ orders })).toEqual(invalid(1));
  });
});

test("knows prices and ties", () => {
  expect([0, -1_000_000_000_000, 5].every(isPrice)).toBe(true);
  expect([0.5, Number.NaN, 1_000_000_000_001].some(isPrice)).toBe(false);
  expect([areTies("time"), areTies("pro-rata"), areTies("merit" as "time")]).toEqual([
    true,
    true,
    false,
  ]);
});
