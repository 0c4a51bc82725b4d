/** A variable: what a unit of it adds to the objective, and its bounds (infinite where there is none). */
export interface LinearColumn {
  cost: number;
  lower: number;
  upper: number;
}

/** How often a column counts in a row. */
export interface LinearEntry {
  column: number;
  coefficient: number;
}

/** A constraint: the sum of its entries lies between two bounds (infinite where there is none). */
export interface LinearRow {
  entries: readonly LinearEntry[];
  lower: number;
  upper: number;
}

/** A linear program: the best sum of column costs within all bounds. */
export interface LinearProgram {
  maximise: boolean;
  columns: readonly LinearColumn[];
  rows: readonly LinearRow[];
}

/** A best corner of a linear program, in floating point: what it is worth, and each column's value. */
export interface LinearSolution {
  objective: number;
  values: ArrayLike<number>;
}

/**
 * Solves a linear program that has a solution, always the same way. The solver is a parameter of
 * whoever needs one: it stands outside the packages, and its floating point is never trusted.
 */
export type SolveLinearProgram = (program: LinearProgram) => LinearSolution;
