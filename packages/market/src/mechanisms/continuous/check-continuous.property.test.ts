import fc from "fast-check";
import { expect, test } from "vitest";
import {
  auctionOf,
  type ContinuousAuction,
  continuousAuctions,
  ordersAndLimits,
} from "../../cases/continuous-books.js";
import { type Choose, tamper } from "../../cases/tamper-continuous.js";
import { assembleResult } from "../assemble-result.js";
import type { MarketResult, MarketTrade } from "../market-result.js";
import { continuous } from "./continuous.js";

function resultOf(book: ContinuousAuction): MarketResult<null> {
  const cleared = continuous.clear(book);
  if (!cleared.ok) throw new Error(cleared.reason);
  return cleared.result;
}

/** A result as text, so that two are the same exactly when their texts are. */
function textOf(result: MarketResult): string {
  return JSON.stringify(result, (_key, value) =>
    typeof value === "bigint" ? `${value} units` : value,
  );
}

/** Chooses by a list of numbers, which it goes through again and again. */
function chooserOf(numbers: readonly number[]): Choose {
  let at = 0;
  return (count) => {
    const number = numbers[at % numbers.length] as number;
    at += 1;
    return count === 0 ? 0 : (number + Math.floor(at / numbers.length)) % count;
  };
}

test("no result that was tampered with passes", () => {
  const books = continuousAuctions({ maxOrders: 12, maxEnergyUkwh: 6, ticks: [1, 50_000_000] });
  const numbers = fc.array(fc.nat(), { minLength: 60, maxLength: 60 });
  const found = new Map<string, number>();
  fc.assert(
    fc.property(books, numbers, (book, chosen) => {
      const honest = resultOf(book);
      const text = textOf(honest);
      const choose = chooserOf(chosen);
      for (let time = 0; time < 20; time++) {
        const result = tamper(book, honest, choose);
        const check = continuous.check(book, result);
        expect(check.ok, textOf(result)).toBe(textOf(result) === text);
        if (!check.ok) found.set(check.reason, (found.get(check.reason) ?? 0) + 1);
      }
    }),
    { numRuns: 3_000 },
  );
  const tampered = [...found.values()].reduce((sum, count) => sum + count, 0);
  expect(tampered).toBeGreaterThan(10_000);
  for (const reason of ["against_merit", "against_time", "price_differs", "pairs_wrong"]) {
    expect(found.get(`result_${reason}`), reason).toBeGreaterThan(100);
  }
});

/** Every list of at most so many trades between the orders of a book, at the limit of the first. */
function* tradeLists(book: ContinuousAuction, length: number): Generator<MarketTrade[]> {
  yield [];
  if (length === 0) return;
  const { orders, limits } = ordersAndLimits(book);
  for (const list of tradeLists(book, length - 1)) {
    for (const buy of orders) {
      for (const sell of orders) {
        if (buy.side !== "buy" || sell.side !== "sell") continue;
        const [buySequence, sellSequence] = [buy.sequence, sell.sequence];
        const price = limits[Math.min(buySequence, sellSequence)] as number;
        const most = Math.min(buy.energyUkwh, sell.energyUkwh);
        for (let energyUkwh = 1; energyUkwh <= most; energyUkwh++) {
          const pair = { buySequence, sellSequence, energyUkwh };
          yield [...list, { ...pair, buyPrice: price, sellPrice: price }];
        }
      }
    }
  }
}

test("of all lists of up to three trades between few orders, only the honest one passes", () => {
  const books = continuousAuctions({ maxOrders: 4, maxEnergyUkwh: 2, ticks: [1] });
  fc.assert(
    fc.property(books, (book) => {
      const honest = textOf(resultOf(book));
      const { orders, limits } = ordersAndLimits(book);
      for (const trades of tradeLists(book, 3)) {
        const result = assembleResult(orders, limits, null, trades, null);
        if (continuous.check(book, result).ok) expect(textOf(result)).toBe(honest);
      }
    }),
    { numRuns: 1_500 },
  );
});

test("own orders in any number are passed over in the check as in the matching", () => {
  const own = auctionOf(
    Array.from({ length: 3_000 }, (_, index) => {
      if (index % 100 === 99) return [1 + (index % 3), index % 200 === 99 ? "buy" : "sell", 5, 2];
      return [0, index % 2 === 0 ? "buy" : "sell", index % 2 === 0 ? 9 : 1, 1];
    }),
  );
  expect(continuous.check(own, resultOf(own))).toEqual({ ok: true });
});
