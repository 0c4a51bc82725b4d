import { deepStrictEqual, strictEqual } from "node:assert";
import {
  columnsOf,
  FIRST_MEMBER_ACCOUNT,
  holdCallAuction,
  netLimit,
  type Order,
  type OrderColumns,
  pairFilled,
  rankFilled,
} from "@pumasi/market";
import { OrderBook, Side } from "nodejs-order-book";
import type { Benchmark, Peer } from "./benchmark.js";
import { clearBySorting } from "./clear-by-sorting.js";
import { generateBook, numbersFrom, TARIFF } from "./generate-book.js";

const ORDERS = 1_000_000;

/** Prices of a bounded tick grid: whole hundredths of a cent between feed-in and retail price. */
const TICK = 100;

/** Fills and trades of a million orders whose limits stand on a tick grid of 2,200 prices. */
export const uniformPriceOnGrid: Benchmark = {
  name: "market/uniform-price-on-grid",
  unit: "ms",
  amount: 1,
  limit: { atMost: 60 },
  prepare: () => contestOf(onGrid(generateBook(ORDERS))),
};

/** The same with limits anywhere in the whole range of prices. */
export const uniformPrice: Benchmark = {
  name: "market/uniform-price",
  unit: "ms",
  amount: 1,
  limit: { atMost: 300 },
  prepare: () => contestOf(anywhere(ORDERS)),
};

function onGrid(orders: readonly Order[]): Order[] {
  return orders.map((order) => ({
    ...order,
    limitPrice: Math.round(order.limitPrice / TICK) * TICK,
  }));
}

/** One order an account, limits over 2^40 prices, negative ones among them; always the same. */
function anywhere(size: number): Order[] {
  const next = numbersFrom(13);
  return Array.from({ length: size }, (_, sequence) => ({
    sequence,
    account: FIRST_MEMBER_ACCOUNT + sequence,
    side: next() % 2 === 0 ? "buy" : "sell",
    limitPrice: next() * 2 ** 9 + (next() % 2 ** 9) - 2 ** 39,
    energyUkwh: 1 + (next() % 5_000_000),
  }));
}

/** The widest tariff: clips no limit and has no fees, so that all ways clear the same prices. */
const OPEN = { ...TARIFF, retailPrice: 2 ** 41, feedInPrice: -(2 ** 41), buyerFee: 0 };

function contestOf(orders: readonly Order[]) {
  const columns = columnsOf(orders, (order) => netLimit(order, OPEN));
  const { price, fills } = clearBySorting(orders, OPEN);
  const auction = holdCallAuction(columns, "pro-rata");
  deepStrictEqual(Array.from(auction.fills), fills);
  strictEqual(Math.floor(((auction.bid?.price ?? 0) + (auction.ask?.price ?? 0)) / 2), price);
  return { run: () => clearColumns(columns), against: [objectSort(orders), orderBook(orders)] };
}

/** Price, fills and trades, in columns. */
function clearColumns(columns: OrderColumns) {
  const auction = holdCallAuction(columns, "pro-rata");
  const { bids, asks } = rankFilled(columns, auction);
  return pairFilled(bids, asks, auction.fills);
}

const objectSort = (orders: readonly Order[]): Peer => ({
  name: "objects and Array.sort, without trades",
  run: () => clearBySorting(orders, OPEN),
});

/** The npm order book has no call auction; it matches the same orders as they come. */
function orderBook(orders: readonly Order[]): Peer {
  const limits = orders.map(({ sequence, side, energyUkwh, limitPrice }) => ({
    id: `${sequence}`,
    side: side === "buy" ? Side.BUY : Side.SELL,
    size: energyUkwh,
    price: limitPrice + 2 ** 40,
  }));
  return {
    name: "nodejs-order-book, one order after the other",
    run: () => {
      const book = new OrderBook();
      for (const order of limits) book.limit(order);
      return book;
    },
  };
}
