/** A book file that cannot be cleared: what is wrong, a line each, and what to do about it. */
export class BookFileInvalidError extends Error {
  readonly code = "book_file_invalid";
  readonly retryable = false;

  constructor(readonly problems: readonly string[]) {
    const shown = problems.slice(0, 10).map((problem) => `  ${problem}`);
    if (problems.length > 10) shown.push(`  and ${problems.length - 10} more`);
    super(
      `This book cannot be cleared:\n${shown.join("\n")}\nSee \`pumasi clear --help\` for the format.`,
    );
    this.name = "BookFileInvalidError";
  }
}
