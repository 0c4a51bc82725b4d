/** A report that cannot be written where it was asked for; found out before anything is simulated. */
export class ReportUnwritableError extends Error {
  readonly code = "report_unwritable";
  readonly retryable = false;

  constructor(
    readonly file: string,
    options: { cause: unknown },
  ) {
    const why = options.cause instanceof Error ? options.cause.message : String(options.cause);
    super(
      `The report cannot be written to ${file}: ${why}. Give --report a file in a folder that is there.`,
      options,
    );
    this.name = "ReportUnwritableError";
  }
}
