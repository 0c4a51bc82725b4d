import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Another live process has the database open; a second opener of PGlite would corrupt it silently. */
export class DatabaseLockedError extends Error {
  readonly code = "database_locked";
  readonly retryable = false;

  constructor(
    readonly file: string,
    readonly pid: number,
  ) {
    super(
      `The database is in use by process ${pid} (lock file ${file}). Stop that process first, or use another --data directory.`,
    );
    this.name = "DatabaseLockedError";
  }
}

/** When a process started, in clock ticks since boot; tells a recycled pid from the one that took the lock. Null where /proc is absent. */
function startTimeOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The live process that holds the lock file, or null when there is none and the file may be taken over. */
export function lockHolder(file: string): number | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return null;
  }
  const [pidText, started] = text.trim().split(" ");
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
  const actual = startTimeOf(pid);
  return started === undefined || actual === null || started === actual ? pid : null;
}

/**
 * Takes the lock file with this process's pid and start time. The file appears with its content at
 * once, by a link, so nobody ever reads a lock without a holder. A lock left by a process that is gone
 * (kill -9) is taken over at once. Throws DatabaseLockedError while its holder lives.
 */
export function lockDirectory(file: string): { release(): void } {
  mkdirSync(dirname(file), { recursive: true });
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, `${process.pid} ${startTimeOf(process.pid) ?? ""}\n`, { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(aside, file);
        return { release: () => rmSync(file, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        const holder = lockHolder(file);
        if (holder !== null) throw new DatabaseLockedError(file, holder);
        rmSync(file, { force: true });
      }
    }
  } finally {
    rmSync(aside, { force: true });
  }
}
