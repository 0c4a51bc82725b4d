/** A scenario that cannot be run: every problem with the place in the file, and what is allowed there. */
export class ScenarioInvalidError extends Error {
  readonly code = "scenario_invalid";
  readonly retryable = false;

  constructor(
    readonly file: string,
    readonly problems: readonly string[],
    options?: ErrorOptions,
  ) {
    const lines = problems.map((problem) => `  ${problem}`).join("\n");
    super(
      `The scenario ${file} cannot be run:\n${lines}\nSee \`pumasi simulate --help\` for a scenario that can.`,
      options,
    );
    this.name = "ScenarioInvalidError";
  }
}
