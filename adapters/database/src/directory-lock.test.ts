import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DatabaseLockedError, lockDirectory, lockHolder } from "./directory-lock.js";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pumasi-lock-"));
  file = join(folder, "inner", "database.lock");
});

afterEach(() => rmSync(folder, { recursive: true }));

/** When a process started, as the lock writes it. */
function startTimeOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

/** Takes the lock and lets go of it, so that its folder is there. */
function leaveLock(text: string): void {
  lockDirectory(file).release();
  writeFileSync(file, text);
}

describe("a directory's lock", () => {
  it("names its holder, and is gone when it is released", () => {
    const lock = lockDirectory(file);
    expect(lockHolder(file)).toBe(process.pid);
    expect(readFileSync(file, "utf8")).toBe(`${process.pid} ${startTimeOf(process.pid)}\n`);
    lock.release();
    expect(lockHolder(file)).toBeNull();
  });

  it("is refused while its holder lives, even to the holder itself", () => {
    const lock = lockDirectory(file);
    expect(() => lockDirectory(file)).toThrow(DatabaseLockedError);
    lock.release();
    lockDirectory(file).release();
  });

  it("is refused while another process has it, and taken over when that was killed", async () => {
    const other = spawn(process.execPath, ["-e", "process.stdin.resume()"]);
    const pid = other.pid ?? 0;
    leaveLock(`${pid} ${startTimeOf(pid)}\n`);
    expect(() => lockDirectory(file)).toThrow(
      expect.objectContaining({ code: "database_locked", retryable: false, pid, file }),
    );
    const ended = new Promise((resolve) => other.once("exit", resolve));
    other.kill("SIGKILL");
    await ended;
    const lock = lockDirectory(file);
    expect(lockHolder(file)).toBe(process.pid);
    lock.release();
  });

  it("is taken over from a process that has ended", () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    leaveLock(`${pid} 1\n`);
    expect(lockHolder(file)).toBeNull();
    lockDirectory(file).release();
  });

  it("is taken over when the holder's pid is now another process's", () => {
    leaveLock(`${process.pid} 1\n`);
    expect(lockHolder(file)).toBeNull();
    lockDirectory(file).release();
  });

  it("is taken over when nobody can be read from it", () => {
    for (const text of ["garbage", "-1 5\n", "0 5\n", "1.5 5\n"]) {
      leaveLock(text);
      expect(lockHolder(file)).toBeNull();
    }
  });

  it("says who has it and what to do", () => {
    expect(new DatabaseLockedError("/data/database.lock", 42).message).toMatchInlineSnapshot(
      `"The database is in use by process 42 (lock file /data/database.lock). Stop that process first, or use another --data directory."`,
    );
  });
});
