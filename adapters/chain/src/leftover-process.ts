import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Ends a node that an earlier, killed run left behind, and only that one: the process number alone may have been
 * given to somebody else since, so its command line must contain `marker` (this node's own folder).
 * @returns Whether a process was ended.
 */
export function endLeftoverProcess(pidFile: string, marker: string): boolean {
  const pid = readPid(pidFile);
  if (pid === null || !readCommandLine(pid).includes(marker)) return false;
  try {
    process.kill(pid, "SIGKILL");
    return true;
  } catch {
    // It ended by itself between the look and the kill.
    return false;
  }
}

function readPid(pidFile: string): number | null {
  try {
    const pid = Number(readFileSync(pidFile, "utf8").trim());
    return Number.isSafeInteger(pid) && pid > 1 ? pid : null;
  } catch {
    return null;
  }
}

function readCommandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    // Systems without /proc answer through ps; an unknown process gives an empty line.
    return (
      spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? ""
    );
  }
}
