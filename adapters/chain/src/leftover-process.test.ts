import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { endLeftoverProcess } from "./leftover-process.js";

describe("endLeftoverProcess", () => {
  let folder = "";
  let pidFile = "";
  let child: ChildProcess;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "pumasi-pid-"));
    pidFile = join(folder, "anvil.pid");
    child = spawn(process.execPath, ["-e", "process.stdin.resume()", "marker-of-ours"]);
    await once(child, "spawn");
  });

  afterEach(() => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });

  it("ends the process that is ours", async () => {
    writeFileSync(pidFile, `${child.pid}\n`);
    const exit = once(child, "exit");
    expect(endLeftoverProcess(pidFile, "marker-of-ours")).toBe(true);
    expect(await exit).toEqual([null, "SIGKILL"]);
  });

  it("leaves a process alone that got the number since", () => {
    writeFileSync(pidFile, `${child.pid}\n`);
    expect(endLeftoverProcess(pidFile, "marker-of-another-node")).toBe(false);
    expect(child.exitCode).toBeNull();
    expect(child.signalCode).toBeNull();
  });

  it("does nothing without a number", () => {
    expect(endLeftoverProcess(pidFile, "marker")).toBe(false);
    writeFileSync(pidFile, "not a number");
    expect(endLeftoverProcess(pidFile, "marker")).toBe(false);
  });
});
