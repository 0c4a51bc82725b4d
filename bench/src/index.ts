/**
 * Benchmarks: each measures one hot path of the platform against a plain peer in the same run, and
 * stops when the two do not come to the same result. Nothing of the platform may import this.
 */
export { type Benchmark, type Contest, type Measurement, measure, type Peer } from "./benchmark.js";
export { BENCHMARKS, TABLES } from "./benchmarks.js";
export {
  type Figures,
  type FigureTable,
  type MeasuredTable,
  measureTable,
} from "./figure-table.js";
