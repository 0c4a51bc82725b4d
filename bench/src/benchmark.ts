import { Bench, type TaskResult } from "tinybench";

/** Two ways to do the same work; both are called as often as time allows. */
export interface Contest {
  run(): unknown;
  against: { name: string; run(): unknown };
}

export interface Benchmark {
  /** "package/what", the way it is asked for on the command line. */
  name: string;
  /** "ms": how long one call takes. Anything else is a rate: `amount` things a call. */
  unit: "ms" | `${string}/s`;
  amount: number;
  /** Makes the inputs and checks that both ways give the same result. */
  prepare(): Promise<Contest> | Contest;
}

export interface Measurement {
  name: string;
  median: number;
  unit: string;
  /** Calls that the median was taken of. */
  runs: number;
  /** The peer, measured in the same run. */
  against: string;
  /** How many times as fast as the peer. */
  ratio: number;
}

/** How long each of the two is measured, wall ms. */
const MEASURED_MS = 3_000;
const WARM_UP_MS = 500;
const FEWEST_RUNS = 7;

/** Measures a benchmark and its peer one after the other; medians, so that a pause does not count. */
export async function measure({ name, unit, amount, prepare }: Benchmark): Promise<Measurement> {
  const { run, against } = await prepare();
  const bench = new Bench({
    time: MEASURED_MS,
    iterations: FEWEST_RUNS,
    warmupTime: WARM_UP_MS,
    warmupIterations: 2,
    throws: true,
  });
  bench.add(name, run);
  bench.add(against.name, against.run);
  const [own, peer] = (await bench.run()).map((task) => latencyOf(task.result));
  if (own === undefined || peer === undefined) throw new Error(`${name} was not measured`);
  const median = unit === "ms" ? own.p50 : (amount * 1000) / own.p50;
  return {
    name,
    median: round(median),
    unit,
    runs: own.samplesCount,
    against: against.name,
    ratio: round(peer.p50 / own.p50),
  };
}

function latencyOf(result: TaskResult): { p50: number; samplesCount: number } {
  if (!("latency" in result)) throw new Error(`a benchmark ended as ${result.state}`);
  return result.latency;
}

/** Three significant digits and more are noise. */
function round(value: number): number {
  return value >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
}
