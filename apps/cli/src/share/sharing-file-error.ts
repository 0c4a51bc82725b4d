/** Slots or keys that cannot be shared by: what is wrong, a line each, and what to do about it. */
export class SharingFileInvalidError extends Error {
  readonly code = "sharing_file_invalid";
  readonly retryable = false;

  constructor(readonly problems: readonly string[]) {
    const shown = problems.slice(0, 10).map((problem) => `  ${problem}`);
    if (problems.length > 10) shown.push(`  and ${problems.length - 10} more`);
    super(
      `Nothing can be shared:\n${shown.join("\n")}\nSee \`pumasi share --help\` for the format.`,
    );
    this.name = "SharingFileInvalidError";
  }
}
