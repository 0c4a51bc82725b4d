import type { Benchmark } from "./benchmark.js";
import { merkle } from "./merkle.js";
import { orderDigest } from "./order-digest.js";
import { uniformPrice } from "./uniform-price.js";
import { verify } from "./verify.js";

/** Every benchmark there is. */
export const BENCHMARKS: readonly Benchmark[] = [uniformPrice, merkle, orderDigest, verify];
