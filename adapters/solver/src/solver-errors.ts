/** What every failure of the solver's adapter says: a stable code and whether trying again can help. */
interface SolverFailure {
  readonly code: string;
  readonly retryable: boolean;
  readonly message: string;
  readonly cause?: unknown;
}

/** A failure of the solver, which is deterministic: the same program fails again. */
export class SolverError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(failure: SolverFailure) {
    super(failure.message, failure.cause === undefined ? {} : { cause: failure.cause });
    this.name = new.target.name;
    this.code = failure.code;
    this.retryable = failure.retryable;
  }
}

/** The solver's WebAssembly cannot be loaded. */
export class SolverUnavailableError extends SolverError {
  constructor(facts: { cause: unknown }) {
    super({
      code: "solver_unavailable",
      retryable: false,
      message: "The HiGHS solver cannot be loaded. Install the package's dependencies again.",
      cause: facts.cause,
    });
  }
}

/** The solver gave no optimum: it refused the program, or says that there is none. */
export class SolverFailedError extends SolverError {
  readonly status: string;

  constructor(facts: { status: string; columns: number; rows: number; cause?: unknown }) {
    super({
      code: "solver_failed",
      retryable: false,
      message:
        `The solver found no optimum of a program with ${facts.columns} columns and ${facts.rows} ` +
        `rows: ${facts.status}. Check that the program has one and that its numbers are finite.`,
      cause: facts.cause,
    });
    this.status = facts.status;
  }
}
