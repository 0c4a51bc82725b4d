import { amountOf } from "@pumasi/quantities";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  auctionOf,
  type ContinuousAuction,
  continuousAuctions,
  ordersAndLimits,
} from "../../cases/continuous-books.js";
import { matchNaively } from "../../cases/naive-continuous.js";
import type { Side } from "../../order.js";
import type { MarketResult, MarketTrade } from "../market-result.js";
import type { Cancellation } from "../market-rule.js";
import { continuous } from "./continuous.js";

function resultOf(book: ContinuousAuction): MarketResult<null> {
  const cleared = continuous.clear(book);
  if (!cleared.ok) throw new Error(cleared.reason);
  return cleared.result;
}

/** True when a book comes to what the naive model says, and the check agrees. */
function isAsPredicted(book: ContinuousAuction): boolean {
  const { price, fund, evidence, ...result } = resultOf(book);
  const predicted = matchNaively(book);
  return (
    price === null &&
    fund === 0n &&
    evidence === null &&
    result.energyUkwh === predicted.energyUkwh &&
    result.welfare === BigInt(predicted.welfare) &&
    result.fills.join() === predicted.fills.join() &&
    areSame(result.trades, predicted.trades) &&
    continuous.check(book, { price, fund, evidence, ...result }).ok
  );
}

function areSame(trades: readonly MarketTrade[], others: readonly MarketTrade[]): boolean {
  return (
    trades.length === others.length &&
    trades.every((trade, index) => {
      const { buySequence, sellSequence, energyUkwh, buyPrice, sellPrice } = others[
        index
      ] as MarketTrade;
      return (
        trade.buySequence === buySequence &&
        trade.sellSequence === sellSequence &&
        trade.energyUkwh === energyUkwh &&
        trade.buyPrice === buyPrice &&
        trade.sellPrice === sellPrice
      );
    })
  );
}

/** Every way to give so many orders to at most so many people, whatever their names. */
function* peopleOf(orders: number, most: number): Generator<number[]> {
  if (orders === 0) {
    yield [];
    return;
  }
  for (const people of peopleOf(orders - 1, most)) {
    const newcomer = Math.min(most - 1, Math.max(-1, ...people) + 1);
    for (let person = 0; person <= newcomer; person++) yield [...people, person];
  }
}

/** Every list of so many of these. */
function* listsOf<T>(items: readonly T[], length: number): Generator<T[]> {
  if (length === 0) {
    yield [];
    return;
  }
  for (const list of listsOf(items, length - 1)) for (const item of items) yield [...list, item];
}

/** No cancellation, and every single one that is possible and not after the last order. */
function cancellationsIn(orders: number): Cancellation[][] {
  const one = Array.from({ length: orders }, (_, sequence) =>
    Array.from({ length: Math.max(0, orders - 1 - sequence) }, (_, later) => [
      { sequence, afterSequence: sequence + later },
    ]),
  );
  return [[], ...one.flat()];
}

/** Goes through every book of so many orders on a grid; gives how many there are. */
function tryAll(
  orders: number,
  prices: readonly number[],
  energies: readonly number[],
  cancelled: readonly Cancellation[][],
  mostPeople = orders,
): number {
  const sides: Side[] = ["buy", "sell"];
  const kinds = sides.flatMap((side) =>
    prices.flatMap((price) => energies.map((energy) => ({ side, price, energy }))),
  );
  const owners = [...peopleOf(orders, mostPeople)];
  let tried = 0;
  for (const list of listsOf(kinds, orders)) {
    for (const people of owners) {
      for (const cancellations of cancelled) {
        const book = auctionOf(
          list.map(({ side, price, energy }, i) => [people[i] as number, side, price, energy]),
          cancellations,
        );
        tried += 1;
        if (!isAsPredicted(book)) throw new Error(`differs: ${JSON.stringify(book)}`);
      }
    }
  }
  return tried;
}

test("every book of up to three orders comes to what the naive model says, with any cancellation", () => {
  for (const orders of [0, 1, 2, 3]) tryAll(orders, [-1, 0, 1], [1, 2], cancellationsIn(orders));
  expect(tryAll(3, [0], [3], [[]])).toBe(2 ** 3 * 5);
});

test("so does every book of four orders", () => {
  expect(tryAll(4, [-1, 0, 1], [1, 2], [[]])).toBe(12 ** 4 * 15);
});

test("so does every book of one or two people's four orders on a smaller grid, with any cancellation", () => {
  expect(tryAll(4, [0, 1], [1, 2], cancellationsIn(4), 2)).toBe(8 ** 4 * 8 * 7);
});

/** Ticks that make the levels a grid, a grid of many words, and ranks. */
const TICKS = [1, 1_000, 3_000, 50_000_000];

test("larger books come to what the naive model says", () => {
  const books = continuousAuctions({ maxOrders: 40, maxEnergyUkwh: 12, ticks: TICKS });
  fc.assert(fc.property(books, isAsPredicted), { numRuns: 3_000 });
});

test("so do a few hundred orders", () => {
  const books = continuousAuctions({ maxOrders: 400, maxEnergyUkwh: 1_000, ticks: TICKS });
  fc.assert(fc.property(books, isAsPredicted), { numRuns: 100 });
});

test("energy and money are conserved, limits kept, and nobody trades with itself", () => {
  const books = continuousAuctions({
    maxOrders: 60,
    maxEnergyUkwh: 100_000_000_000,
    ticks: [1, 10_000_000_000],
  });
  fc.assert(
    fc.property(books, (book) => {
      const { orders, limits } = ordersAndLimits(book);
      const { trades, fills, welfare, fund } = resultOf(book);
      let [bought, sold, gained] = [0, 0, 0n];
      for (const { sequence, side, energyUkwh } of orders) {
        const fill = fills[sequence] as number;
        expect(fill).toBeLessThanOrEqual(energyUkwh);
        if (side === "buy") bought += fill;
        else sold += fill;
      }
      expect(bought).toBe(sold);
      for (const { buySequence, sellSequence, energyUkwh, buyPrice, sellPrice } of trades) {
        const [bid, ask] = [limits[buySequence] as number, limits[sellSequence] as number];
        expect(buyPrice).toBe(sellPrice);
        expect(buyPrice).toBe(buySequence < sellSequence ? bid : ask);
        expect(bid).toBeGreaterThanOrEqual(buyPrice);
        expect(ask).toBeLessThanOrEqual(sellPrice);
        expect(orders[buySequence]?.account).not.toBe(orders[sellSequence]?.account);
        gained += amountOf(energyUkwh, bid - buyPrice) + amountOf(energyUkwh, sellPrice - ask);
      }
      expect([welfare, fund]).toEqual([gained, 0n]);
    }),
    { numRuns: 1_000 },
  );
});
