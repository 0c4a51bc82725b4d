import { deepStrictEqual } from "node:assert";
import { clearUniformPrice } from "@pumasi/market";
import type { Benchmark } from "./benchmark.js";
import { clearBySorting } from "./clear-by-sorting.js";
import { generateBook, TARIFF } from "./generate-book.js";

/** Clearing one slot of a community of a hundred thousand meters. */
export const uniformPrice: Benchmark = {
  name: "market/uniform-price",
  unit: "ms",
  amount: 1,
  prepare() {
    const orders = generateBook(100_000);
    const tariffOf = () => TARIFF;
    const { price, fills } = clearUniformPrice(orders, tariffOf);
    deepStrictEqual(clearBySorting(orders, TARIFF), { price, fills });
    return {
      run: () => clearUniformPrice(orders, tariffOf),
      against: { name: "objects and Array.sort", run: () => clearBySorting(orders, TARIFF) },
    };
  },
};
