import { DrizzleQueryError } from "drizzle-orm";

/**
 * A fault as the log may have it. A failed query's error names the values it was given, and the database's own the row that was in the
 * way: names and points of delivery among them, which have no place in a log.
 */
export function loggableFault(error: unknown): unknown {
  if (!(error instanceof DrizzleQueryError)) return error;
  const cause = (error.cause ?? {}) as { code?: string; message?: string; constraint?: string };
  const { code, message = "", constraint } = cause;
  const calls = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const loggable = new Error(message);
  loggable.stack = [message, ...calls].join("\n");
  return Object.assign(loggable, { code, constraint, query: error.query });
}
