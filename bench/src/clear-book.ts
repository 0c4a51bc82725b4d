import { deepStrictEqual } from "node:assert";
import { checkResult, clearBook, type MarketBook } from "@pumasi/market";
import type { Benchmark } from "./benchmark.js";
import { clearBySorting } from "./clear-by-sorting.js";
import { generateBook, TARIFF } from "./generate-book.js";

const ORDERS = 100_000;

function generateMarketBook(): MarketBook {
  return {
    rule: { mechanism: "uniform-price", pricing: "midpoint", ties: "pro-rata" },
    orders: generateBook(ORDERS),
    tariffOf: () => TARIFF,
  };
}

function resultOf(book: MarketBook) {
  const cleared = clearBook(book);
  if (!cleared.ok) throw new Error(cleared.reason);
  return cleared.result;
}

const peerOf = ({ orders }: MarketBook) => ({
  name: "objects and Array.sort, without trades",
  run: () => clearBySorting(orders, TARIFF),
});

/** A book of objects through the whole mechanism: own pairs, trades, sums and evidence. */
export const clearingOfObjects: Benchmark = {
  name: "market/clear-book",
  unit: "orders/s",
  amount: ORDERS,
  prepare() {
    const book = generateMarketBook();
    deepStrictEqual(resultOf(book).fills, clearBySorting(book.orders, TARIFF).fills);
    return { run: () => clearBook(book), against: peerOf(book) };
  },
};

/** A sceptic's check of the same result. */
export const checkOfResult: Benchmark = {
  name: "market/check-result",
  unit: "orders/s",
  amount: ORDERS,
  prepare() {
    const book = generateMarketBook();
    const result = resultOf(book);
    deepStrictEqual(checkResult(book, result), { ok: true });
    return { run: () => checkResult(book, result), against: peerOf(book) };
  },
};
