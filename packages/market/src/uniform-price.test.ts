import { parseKwh, parsePrice } from "@pumasi/quantities";
import { describe, expect, test } from "vitest";
import { openTariffOf } from "./cases/arbitraries.js";
import cases from "./cases/clearing.json" with { type: "json" };
import { checkClearing } from "./check-clearing.js";
import type { Order, Side } from "./order.js";
import type { Tariff } from "./tariff.js";
import { clearUniformPrice } from "./uniform-price.js";

const order = (sequence: number, side: Side, limitPrice: number, energyUkwh: number): Order => ({
  sequence,
  account: 4 + sequence,
  side,
  limitPrice,
  energyUkwh,
});

const whole = (parsed: { ok: true; value: number } | { ok: false }): number => {
  if (!parsed.ok) throw new Error("the case holds a text that is no decimal");
  return parsed.value;
};

const bookOf = (bids: string[][], asks: string[][]): Order[] =>
  [
    ...bids.map((bid) => ["buy" as Side, bid] as const),
    ...asks.map((ask) => ["sell" as Side, ask] as const),
  ].map(([side, [energy = "", price = ""]], sequence) =>
    order(sequence, side, whole(parsePrice(price)), whole(parseKwh(energy))),
  );

describe("published books", () => {
  test.each(cases.books)("$name ($source)", (book) => {
    const orders = bookOf(book.bids, book.asks);
    const clearing = clearUniformPrice(orders, openTariffOf);
    expect(clearing.energyUkwh).toBe(whole(parseKwh(book.energyKwh)));
    expect(checkClearing(orders, openTariffOf, clearing)).toEqual({ ok: true });
    const price = book.price === null ? null : whole(parsePrice(book.price));
    if (book.priceConvention === "midpoint") expect(clearing.price).toBe(price);
    if (book.priceConvention === "marginal bid") expect(clearing.bid?.price).toBe(price);
    if (book.welfare !== undefined) {
      const gained = orders.reduce((sum, { side, limitPrice, sequence }) => {
        const value = limitPrice * (clearing.fills[sequence] ?? 0);
        return side === "buy" ? sum + value : sum - value;
      }, 0);
      expect(gained).toBe(whole(parsePrice(book.welfare)) * 1_000_000);
    }
  });

  test("pymarket_0 clears at 2.5 by the midpoint, where the curves' crossing would give 2", () => {
    const book = cases.books.find(({ name }) => name === "pymarket_0");
    const orders = bookOf(book?.bids ?? [], book?.asks ?? []);
    expect(clearUniformPrice(orders, openTariffOf).price).toBe(2_500_000);
  });
});

describe("clearUniformPrice", () => {
  const nothing = { price: null, energyUkwh: 0, bid: null, ask: null };

  test("gives no price for an empty, a one-sided and a non-crossing book", () => {
    expect(clearUniformPrice([], openTariffOf)).toEqual({ ...nothing, fills: [] });
    const buys = [order(0, "buy", 9, 5), order(1, "buy", 8, 5)];
    expect(clearUniformPrice(buys, openTariffOf)).toEqual({ ...nothing, fills: [0, 0] });
    const apart = [order(0, "buy", 9, 5), order(1, "sell", 10, 5)];
    expect(clearUniformPrice(apart, openTariffOf)).toEqual({ ...nothing, fills: [0, 0] });
  });

  test("trades pairs without surplus", () => {
    const clearing = clearUniformPrice(
      [order(0, "buy", 9, 5), order(1, "sell", 9, 3)],
      openTariffOf,
    );
    expect(clearing).toMatchObject({ price: 9, energyUkwh: 3, fills: [3, 3] });
  });

  test("rounds the midpoint toward minus infinity, below zero too", () => {
    const priceOf = (bid: number, ask: number) =>
      clearUniformPrice([order(0, "buy", bid, 1), order(1, "sell", ask, 1)], openTariffOf).price;
    expect(priceOf(4, 1)).toBe(2);
    expect(priceOf(-1, -4)).toBe(-3);
    expect(priceOf(0, -1)).toBe(-1);
  });

  test("rations the marginal level pro rata and names the last order that got something", () => {
    const orders = [
      order(0, "sell", 5, 10),
      order(1, "buy", 7, 3),
      order(2, "buy", 6, 9),
      order(3, "buy", 6, 6),
      order(4, "buy", 6, 1),
    ];
    const clearing = clearUniformPrice(orders, openTariffOf);
    expect(clearing).toEqual({
      price: 5,
      energyUkwh: 10,
      bid: { sequence: 3, price: 6, fillUkwh: 3, levelFilledUkwh: 7, levelOfferedUkwh: 16 },
      ask: { sequence: 0, price: 5, fillUkwh: 10, levelFilledUkwh: 10, levelOfferedUkwh: 10 },
      fills: [10, 3, 4, 3, 0],
    });
  });

  test("gives the unit that equal claims compete for to the lowest sequence", () => {
    const orders = [order(0, "buy", 6, 2), order(1, "buy", 6, 2), order(2, "sell", 5, 1)];
    expect(clearUniformPrice(orders, openTariffOf).fills).toEqual([1, 0, 1]);
  });

  test("works on limits net of fees, clipped to the tariff", () => {
    const tariff: Tariff = { retailPrice: 30, feedInPrice: 8, buyerFee: 3, sellerFee: 2 };
    const orders = [order(0, "buy", 99, 1), order(1, "sell", 0, 1)];
    const clearing = clearUniformPrice(orders, () => tariff);
    expect(clearing).toMatchObject({ price: 18, bid: { price: 27 }, ask: { price: 10 } });
  });

  test("stops at a book that is none, and at an account's own orders that cross", () => {
    const broken: Order[][] = [
      [order(1, "buy", 1, 1)],
      [order(0, "buy", 1, 1), order(0, "buy", 1, 1)],
      [order(0, "buy", 1, 0)],
      [order(0, "buy", 1, 1.5)],
      [order(0, "buy", 1.5, 1)],
      [order(0, "buy", 1, Number.MAX_SAFE_INTEGER), order(1, "buy", 1, 1)],
    ];
    for (const orders of broken) {
      expect(() => clearUniformPrice(orders, openTariffOf)).toThrow("make a book");
    }
    const own = [order(0, "buy", 5, 1), { ...order(1, "sell", 5, 1), account: 4 }];
    expect(() => clearUniformPrice(own, openTariffOf)).toThrow("do not cross");
  });
});
