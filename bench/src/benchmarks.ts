import type { Benchmark } from "./benchmark.js";
import { checkOfResult, clearingOfObjects } from "./clear-book.js";
import { continuous } from "./continuous.js";
import { merkle } from "./merkle.js";
import { orderDigest } from "./order-digest.js";
import { sharing, sharingHybrid, sharingStatic } from "./sharing.js";
import { simulateYear } from "./simulate.js";
import { uniformPrice, uniformPriceOnGrid } from "./uniform-price.js";
import { verify } from "./verify.js";

/** Every benchmark there is. */
export const BENCHMARKS: readonly Benchmark[] = [
  uniformPriceOnGrid,
  uniformPrice,
  clearingOfObjects,
  checkOfResult,
  continuous,
  sharing,
  sharingStatic,
  sharingHybrid,
  simulateYear,
  merkle,
  orderDigest,
  verify,
];
