import type { LinearProgram } from "@pumasi/market";
import { describe, expect, test } from "vitest";
import { loadHighs } from "./load-highs.js";
import { SolverFailedError, SolverUnavailableError } from "./solver-errors.js";

const solve = await loadHighs();
const free = Number.POSITIVE_INFINITY;

/** Chairs and tables from 40 hours of carpentry and 50 of finishing. */
const workshop: LinearProgram = {
  maximise: true,
  columns: [
    { cost: 30, lower: 0, upper: free },
    { cost: 50, lower: 0, upper: free },
  ],
  rows: [
    {
      entries: [
        { column: 0, coefficient: 1 },
        { column: 1, coefficient: 2 },
      ],
      lower: -free,
      upper: 40,
    },
    {
      entries: [
        { column: 0, coefficient: 2 },
        { column: 1, coefficient: 1 },
      ],
      lower: -free,
      upper: 50,
    },
  ],
};

/** A transport problem with many equally good corners: everything costs the same. */
const degenerate: LinearProgram = {
  maximise: false,
  columns: Array.from({ length: 100 }, () => ({ cost: 1, lower: 0, upper: 7 })),
  rows: [
    {
      entries: Array.from({ length: 100 }, (_, column) => ({ column, coefficient: 1 })),
      lower: 333,
      upper: 333,
    },
  ],
};

describe("loadHighs", () => {
  test("solves either way", () => {
    const { objective, values } = solve(workshop);
    expect(objective).toBeCloseTo(1100, 6);
    expect([...Array.from(values)]).toEqual([20, 10]);
    const { objective: least } = solve({
      maximise: false,
      columns: [{ cost: 3, lower: -free, upper: free }],
      rows: [{ entries: [{ column: 0, coefficient: 2 }], lower: -8, upper: free }],
    });
    expect(least).toBeCloseTo(-12, 6);
  });

  test("solves a program without columns or without rows", () => {
    expect(solve({ maximise: true, columns: [], rows: [] })).toMatchObject({ objective: 0 });
    const bounded = { maximise: true, columns: [{ cost: 2, lower: -1, upper: 4 }], rows: [] };
    expect(Array.from(solve(bounded).values)).toEqual([4]);
  });

  test("finds the same corner each time, and ends at one", () => {
    const first = Array.from(solve(degenerate).values);
    expect(first.filter((value) => value !== 0 && value !== 7)).toHaveLength(1);
    solve(workshop);
    expect(Array.from(solve(degenerate).values)).toEqual(first);
  });

  test("is loaded once", async () => {
    expect(await loadHighs()).toBe(solve);
  });

  test("stays exact for energies of a large slot", () => {
    const energy = 4_000_000_000_001;
    const { values } = solve({
      maximise: true,
      columns: [
        { cost: 300_000, lower: 0, upper: energy },
        { cost: -60_000, lower: 0, upper: energy + 2 },
      ],
      rows: [
        {
          entries: [
            { column: 0, coefficient: 1 },
            { column: 1, coefficient: -1 },
          ],
          lower: 0,
          upper: 0,
        },
      ],
    });
    expect(Array.from(values)).toEqual([energy, energy]);
  });
});

describe("a program that has no optimum", () => {
  const column = { cost: 1, lower: 0, upper: free };
  const above = (lower: number) => ({
    entries: [{ column: 0, coefficient: 1 }],
    lower,
    upper: free,
  });

  test.each([
    ["unbounded", { maximise: true, columns: [column], rows: [above(1)] }],
    ["infeasible", { maximise: true, columns: [{ ...column, upper: 3 }], rows: [above(4)] }],
  ])("is named %s", (status, program) => {
    const failure = failureOf(program);
    expect(failure).toMatchObject({ code: "solver_failed", retryable: false });
    expect(failure.status.toLowerCase()).toContain(status);
    expect(solve(workshop).objective).toBeCloseTo(1100, 6);
  });

  test("is refused when its numbers are none", () => {
    const { NaN: none } = Number;
    const failure = failureOf({ maximise: true, columns: [{ ...column, cost: none }], rows: [] });
    expect(failure).toMatchObject({ code: "solver_failed", retryable: false });
    expect(failure.cause).toBeDefined();
  });
});

test("the errors say what happened and then what to do", () => {
  const errors = [
    new SolverFailedError({ status: "infeasible", columns: 2, rows: 1 }),
    new SolverUnavailableError({ cause: new Error("no such file") }),
  ];
  const lines = errors.map((error) => `${error.code} ${error.retryable}: ${error.message}`);
  expect(lines).toMatchInlineSnapshot(`
    [
      "solver_failed false: The solver found no optimum of a program with 2 columns and 1 rows: infeasible. Check that the program has one and that its numbers are finite.",
      "solver_unavailable false: The HiGHS solver cannot be loaded. Install the package's dependencies again.",
    ]
  `);
  expect(errors.every((error) => error.name === error.constructor.name)).toBe(true);
});

function failureOf(program: LinearProgram): SolverFailedError {
  try {
    solve(program);
  } catch (error) {
    if (error instanceof SolverFailedError) return error;
    throw error;
  }
  throw new Error("the solver found an optimum");
}
