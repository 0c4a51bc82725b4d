import { describe, expect, test } from "vitest";
import { auctionOf } from "../../cases/continuous-books.js";
import type { MarketBook } from "../market-book.js";
import type { MarketResult } from "../market-result.js";
import type { Cancellation, ContinuousRule } from "../market-rule.js";
import { continuous } from "./continuous.js";

/** What a book that is taken comes to. */
function resultOf(book: MarketBook<ContinuousRule>): MarketResult<null> {
  const cleared = continuous.clear(book);
  if (!cleared.ok) throw new Error(cleared.reason);
  expect(continuous.check(book, cleared.result)).toEqual({ ok: true });
  return cleared.result;
}

/** Trades as [buy, sell, energy, price]. */
function tradesOf(book: MarketBook<ContinuousRule>): number[][] {
  return resultOf(book).trades.map((trade) => {
    expect(trade.buyPrice).toBe(trade.sellPrice);
    return [trade.buySequence, trade.sellSequence, trade.energyUkwh, trade.buyPrice];
  });
}

test("the worked example: better limits first, then earlier ones, at the resting order's limit", () => {
  const book = auctionOf(
    [
      [0, "sell", 200_000, 2_000_000],
      [1, "sell", 180_000, 1_000_000],
      [2, "sell", 200_000, 1_000_000],
      [3, "buy", 210_000, 2_000_000],
      [4, "buy", 200_000, 2_000_000],
    ],
    [{ sequence: 0, afterSequence: 3 }],
  );
  const price = 200_000;
  expect(resultOf(book)).toEqual({
    price: null,
    energyUkwh: 3_000_000,
    welfare: 40_000_000_000n,
    fund: 0n,
    fills: [1_000_000, 1_000_000, 1_000_000, 2_000_000, 1_000_000],
    trades: [
      {
        buySequence: 3,
        sellSequence: 1,
        energyUkwh: 1_000_000,
        buyPrice: 180_000,
        sellPrice: 180_000,
      },
      { buySequence: 3, sellSequence: 0, energyUkwh: 1_000_000, buyPrice: price, sellPrice: price },
      { buySequence: 4, sellSequence: 2, energyUkwh: 1_000_000, buyPrice: price, sellPrice: price },
    ],
    evidence: null,
  });
});

test("an incoming ask takes the highest bid first, at the bid", () => {
  const book = auctionOf([
    [0, "buy", 5, 1],
    [1, "buy", 7, 1],
    [2, "sell", 5, 3],
    [3, "buy", 6, 1],
  ]);
  expect(tradesOf(book)).toEqual([
    [1, 2, 1, 7],
    [0, 2, 1, 5],
    [3, 2, 1, 5],
  ]);
});

test("an empty book and one that does not cross give an empty result", () => {
  const empty = { price: null, energyUkwh: 0, welfare: 0n, fund: 0n, trades: [], evidence: null };
  expect(resultOf(auctionOf([]))).toEqual({ ...empty, fills: [] });
  const apart = auctionOf([
    [0, "buy", 4, 1],
    [1, "sell", 5, 1],
  ]);
  expect(resultOf(apart)).toEqual({ ...empty, fills: [0, 0] });
});

test("zero and negative prices trade as any other", () => {
  const book = auctionOf([
    [0, "sell", -3, 1],
    [1, "sell", 0, 1],
    [2, "buy", 0, 2],
  ]);
  expect(tradesOf(book)).toEqual([
    [2, 0, 1, -3],
    [2, 1, 1, 0],
  ]);
});

test("an incoming order passes over its account's own, which keep their place", () => {
  const book = auctionOf([
    [0, "sell", 1, 1],
    [1, "sell", 1, 1],
    [2, "sell", 2, 1],
    [0, "buy", 2, 3],
    [3, "buy", 2, 1],
  ]);
  expect(tradesOf(book)).toEqual([
    [3, 1, 1, 1],
    [3, 2, 1, 2],
    [4, 0, 1, 1],
  ]);
});

test("orders that come behind an own order which was passed over stay in the queue", () => {
  const book = auctionOf([
    [0, "sell", 1, 1],
    [1, "sell", 1, 1],
    [0, "buy", 1, 1],
    [2, "sell", 1, 1],
    [3, "buy", 1, 3],
  ]);
  expect(tradesOf(book)).toEqual([
    [2, 1, 1, 1],
    [4, 0, 1, 1],
    [4, 3, 1, 1],
  ]);
});

describe("cancellations", () => {
  const orders = [
    [0, "sell", 1, 2],
    [1, "buy", 1, 1],
    [2, "buy", 1, 1],
  ] as const satisfies Parameters<typeof auctionOf>[0];
  const after = (sequence: number, afterSequence: number): Cancellation => {
    return { sequence, afterSequence };
  };

  test("take back what is left, from the named order on", () => {
    expect(tradesOf(auctionOf([...orders], [after(0, 0)]))).toEqual([]);
    expect(tradesOf(auctionOf([...orders], [after(0, 1)]))).toEqual([[1, 0, 1, 1]]);
  });

  test("are harmless when the order is filled", () => {
    const both = [
      [1, 0, 1, 1],
      [2, 0, 1, 1],
    ];
    expect(tradesOf(auctionOf([...orders], [after(0, 2), after(1, 2)]))).toEqual(both);
  });

  test.each([
    ["of an order that has not come yet", [after(1, 0)], 1],
    ["of an order that never comes", [after(3, 3)], 3],
    ["after an order that never comes", [after(0, 3)], 0],
    ["of a sequence that is none", [after(0.5, 1)], 0.5],
    ["after a sequence that is none", [after(0, 1.5)], 0],
    ["of a negative sequence", [after(-1, 1)], -1],
    ["of one order twice", [after(0, 0), after(0, 1)], 0],
  ])("are refused %s", (_what, cancellations, sequence) => {
    const refused = { ok: false, reason: "book_rule_invalid", sequence };
    expect(continuous.clear(auctionOf([...orders], cancellations))).toEqual(refused);
  });
});

test("limits are clipped to the tariff and net of fees", () => {
  const book = auctionOf([
    [0, "sell", 0, 2],
    [1, "buy", 100, 1],
    [2, "buy", 9, 1],
  ]);
  const tariff = { retailPrice: 30, feedInPrice: 8, buyerFee: 2, sellerFee: 1 };
  expect(tradesOf({ ...book, tariffOf: () => tariff })).toEqual([[1, 0, 1, 9]]);
});

test("the order of the array does not matter, only the sequences", () => {
  const book = auctionOf([
    [0, "sell", 1, 2],
    [1, "sell", 1, 2],
    [2, "buy", 1, 3],
  ]);
  expect(tradesOf({ ...book, orders: book.orders.toReversed() })).toEqual(tradesOf(book));
});

test.each([
  ["book_not_numbered", { sequence: 2 }, {}],
  ["book_order_invalid", { energyUkwh: 0 }, { sequence: 1 }],
])("refuses a book: %s", (reason, change, about) => {
  const { rule, orders } = auctionOf([
    [0, "sell", 1, 2],
    [1, "buy", 1, 2],
  ]);
  const cancellations = [{ sequence: 9, afterSequence: 9 }];
  const book = {
    rule: { ...rule, cancellations },
    orders: orders.map((order) => (order.sequence === 1 ? { ...order, ...change } : order)),
  };
  expect(continuous.clear(book)).toEqual({ ok: false, reason, ...about });
  const result = resultOf({ rule, orders });
  expect(continuous.check(book, result)).toEqual({ ok: false, reason: "result_book_invalid" });
});
