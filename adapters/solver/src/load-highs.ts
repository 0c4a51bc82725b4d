import type { LinearProgram, LinearSolution, SolveLinearProgram } from "@pumasi/market";
import highs, { type Highs, type ModelData } from "highs";
import { SolverFailedError, SolverUnavailableError } from "./solver-errors.js";

/**
 * What HiGHS is told, so that it always does the same and ends at a corner: the serial dual simplex
 * method with a fixed seed. The WebAssembly has one thread. Without presolve, which finds nothing to
 * simplify in a network's program and takes most of the time doing so.
 */
const OPTIONS = {
  output_flag: false,
  presolve: "off",
  solver: "simplex",
  simplex_strategy: 1,
  random_seed: 0,
} as const;

let loading: Promise<SolveLinearProgram> | null = null;

/**
 * Loads HiGHS (https://highs.dev) once and gives a synchronous solver of linear programs.
 *
 * Throws SolverUnavailableError when the WebAssembly cannot be loaded; the solver throws
 * SolverFailedError for a program that is malformed or has no optimum. Numbers are floating point: a
 * value may be off by about 10^-7.
 */
export function loadHighs(): Promise<SolveLinearProgram> {
  loading ??= load().catch((cause: unknown) => {
    loading = null;
    throw new SolverUnavailableError({ cause });
  });
  return loading;
}

async function load(): Promise<SolveLinearProgram> {
  // The package's types describe its CommonJS build; what is imported here is the other one.
  const loader = highs as unknown as typeof highs.default;
  const solver = await loader();
  return (program) => solve(solver, program);
}

function solve(solver: Highs, program: LinearProgram): LinearSolution {
  const size = { columns: program.columns.length, rows: program.rows.length };
  try {
    return solver.withModel(modelOf(solver, program), (model): LinearSolution => {
      model.options.set(OPTIONS);
      const { modelStatus } = model.run();
      const { optimal, empty } = solver.constants.modelStatus;
      if (modelStatus === empty) return { objective: 0, values: [] };
      if (modelStatus !== optimal) {
        throw new SolverFailedError({ status: statusName(solver, modelStatus), ...size });
      }
      return { objective: model.getObjectiveValue(), values: model.getSolution().colValue };
    });
  } catch (cause) {
    if (cause instanceof SolverFailedError) throw cause;
    const status = cause instanceof Error ? cause.message : String(cause);
    throw new SolverFailedError({ status, ...size, cause });
  }
}

/** The name of a model status, as HiGHS calls it. */
function statusName({ constants }: Highs, status: number): string {
  const found = Object.entries(constants.modelStatus).find(([, code]) => code === status);
  return found?.[0] ?? `status ${status}`;
}

/** A program as HiGHS takes it: dense bounds, and rows packed one after the other. */
function modelOf(solver: Highs, { maximise, columns, rows }: LinearProgram): ModelData {
  const { maximize, minimize } = solver.constants.objectiveSense;
  const count = rows.reduce((sum, { entries }) => sum + entries.length, 0);
  const [indices, values] = [new Int32Array(count), new Float64Array(count)];
  const starts = new Int32Array(rows.length + 1);
  let next = 0;
  for (const [index, { entries }] of rows.entries()) {
    for (const { column, coefficient } of entries) {
      indices[next] = column;
      values[next] = coefficient;
      next += 1;
    }
    starts[index + 1] = next;
  }
  const [numCols, numRows] = [columns.length, rows.length];
  return {
    numCols,
    numRows,
    sense: maximise ? maximize : minimize,
    colCost: Float64Array.from(columns, ({ cost }) => cost),
    colLower: Float64Array.from(columns, ({ lower }) => lower),
    colUpper: Float64Array.from(columns, ({ upper }) => upper),
    rowLower: Float64Array.from(rows, ({ lower }) => lower),
    rowUpper: Float64Array.from(rows, ({ upper }) => upper),
    matrix: { format: "csr", numRows, numCols, starts, indices, values },
  };
}
