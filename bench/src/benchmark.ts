import { Bench, type TaskResult } from "tinybench";

/** A way to do the same work, called as often as time allows. */
export interface Peer {
  name: string;
  run(): unknown;
}

/** Our way and the plain peers that it is measured against in the same run. */
export interface Contest {
  run(): unknown;
  against: Peer | readonly Peer[];
}

/** A figure that a benchmark must not miss, in its own unit. */
export type Limit = { atMost: number } | { atLeast: number };

export interface Benchmark {
  /** "package/what", the way it is asked for on the command line. */
  name: string;
  /** "ms": how long one call takes. Anything else is a rate: `amount` things a call. */
  unit: "ms" | `${string}/s`;
  amount: number;
  limit?: Limit;
  /** How many times as fast as the first peer it has to be. */
  ratioAtLeast?: number;
  /** Makes the inputs and checks that all ways give the same result. */
  prepare(): Promise<Contest> | Contest;
}

export interface Comparison {
  /** The peer, measured in the same run. */
  against: string;
  /** How many times as fast as the peer. */
  ratio: number;
}

export interface Measurement {
  name: string;
  median: number;
  unit: string;
  /** Calls that the median was taken of. */
  runs: number;
  limit: Limit | null;
  meetsLimit: boolean | null;
  comparisons: Comparison[];
}

/** How long each of the ways is measured, wall ms. */
const MEASURED_MS = 3_000;
const WARM_UP_MS = 500;
const FEWEST_RUNS = 7;
/** What takes longer than this once is not warmed up, and called a few times only. */
const LONG_MS = 1_500;
const FEWEST_LONG_RUNS = 3;

/** Measures a benchmark and its peers one after the other; medians, so that a pause does not count. */
export async function measure(benchmark: Benchmark): Promise<Measurement> {
  const { name, unit, amount, prepare, limit, ratioAtLeast = 0 } = benchmark;
  const { run, against } = await prepare();
  const own = await timesOf({ name, run });
  const median = unit === "ms" ? own.p50 : (amount * 1000) / own.p50;
  const comparisons: Comparison[] = [];
  for (const peer of [against].flat()) {
    const { p50 } = await timesOf(peer);
    comparisons.push({ against: peer.name, ratio: round(p50 / own.p50) });
  }
  return {
    name,
    median: round(median),
    unit,
    runs: own.samplesCount,
    limit: limit ?? null,
    meetsLimit:
      limit === undefined
        ? null
        : isWithin(limit, median) && (comparisons[0]?.ratio ?? 0) >= ratioAtLeast,
    comparisons,
  };
}

function isWithin(limit: Limit, median: number): boolean {
  return "atMost" in limit ? median <= limit.atMost : median >= limit.atLeast;
}

async function timesOf({ name, run }: Peer): Promise<{ p50: number; samplesCount: number }> {
  const started = performance.now();
  await run();
  const isLong = performance.now() - started > LONG_MS;
  const bench = new Bench({
    time: MEASURED_MS,
    iterations: isLong ? FEWEST_LONG_RUNS : FEWEST_RUNS,
    warmup: !isLong,
    warmupTime: WARM_UP_MS,
    warmupIterations: 2,
    throws: true,
  });
  bench.add(name, run);
  const [task] = await bench.run();
  if (task === undefined) throw new Error(`${name} was not measured`);
  return latencyOf(task.result);
}

function latencyOf(result: TaskResult): { p50: number; samplesCount: number } {
  if (!("latency" in result)) throw new Error(`a benchmark ended as ${result.state}`);
  return result.latency;
}

/** Three significant digits and more are noise. */
function round(value: number): number {
  return value >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
}
