import type { Benchmark } from "./benchmark.js";
import { checkOfResult, clearingOfObjects } from "./clear-book.js";
import { continuous } from "./continuous.js";
import type { FigureTable } from "./figure-table.js";
import { challenges } from "./ledger/challenges.js";
import {
  commitment,
  commitmentBook,
  commitmentClearing,
  commitmentMetering,
} from "./ledger/commitment.js";
import { gas } from "./ledger/gas.js";
import { millionTrades } from "./ledger/million-trades.js";
import { merkle } from "./merkle.js";
import { orderDigest } from "./order-digest.js";
import { sharing, sharingHybrid, sharingStatic } from "./sharing.js";
import { simulateYear } from "./simulate.js";
import { uniformPrice, uniformPriceOnGrid } from "./uniform-price.js";
import { verify } from "./verify.js";

/** Every benchmark that is timed. */
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
  commitment,
  commitmentBook,
  commitmentClearing,
  commitmentMetering,
];

/** Everything that is measured once. */
export const TABLES: readonly FigureTable[] = [gas, challenges, millionTrades];
