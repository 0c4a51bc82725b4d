import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const pumasi = fileURLToPath(new URL("../apps/cli/bin/pumasi.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pumasi-kill-"));

/** Which kills come when follows from this; print it when the test fails. */
const SEED = 7;
const KILLS = 10;
const DAYS = "2";

interface Demo {
  child: ChildProcess;
  ended: Promise<number | null>;
  output(): string;
}

function run(args: readonly string[]): Demo {
  const child = spawn(process.execPath, [pumasi, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const chunks: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => errors.push(chunk));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, ended, output: () => Buffer.concat(chunks).toString("utf8") };
}

function demo(data: string): Demo {
  return run(["demo", "--days", DAYS, "--data", data, "--json"]);
}

/** The process ids that the supervisor wrote down, and the ledger node's. */
function processesOf(data: string): { supervisor: number | null; others: number[] } {
  const read = (file: string) => {
    try {
      return readFileSync(join(data, file), "utf8");
    } catch {
      return null;
    }
  };
  const text = read("run.json");
  const node = Number(read(join("ledger", "anvil.pid"))?.trim());
  const file = text === null ? null : JSON.parse(text);
  const pids: number[] = file === null ? [] : Object.values(file.processes);
  return { supervisor: file?.pid ?? null, others: node > 0 ? [...pids, node] : pids };
}

/** A small linear congruential generator: the kills are random and the same in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself a moment ago; the next one is drawn instead.
    return false;
  }
}

/** Runs the demo to its end while killing its processes, the supervisor included, at random moments. */
async function runWithKills(data: string): Promise<{ output: string; kills: number }> {
  const random = generator(SEED);
  let running = demo(data);
  for (let kills = 0; ; ) {
    const pause = 500 + random() * 3_000;
    const code = await Promise.race([
      running.ended,
      new Promise<"goes on">((resolve) => setTimeout(() => resolve("goes on"), pause)),
    ]);
    if (code === 0) return { output: running.output(), kills };
    if (code !== "goes on" && code !== null) throw new Error(`the demo ended with ${code}`);
    if (kills >= KILLS) {
      expect(await running.ended).toBe(0);
      return { output: running.output(), kills };
    }
    const { others } = processesOf(data);
    const isSupervisor = random() < 0.25 || others.length === 0;
    const victim = isSupervisor
      ? running.child.pid
      : random() < 0.5
        ? others[0]
        : others[Math.floor(random() * others.length)];
    if (victim === undefined || !kill(victim)) continue;
    kills += 1;
    if (isSupervisor) {
      await running.ended;
      running = demo(data);
    }
  }
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("kills of any process at any moment lose nothing and settle nothing twice", async () => {
  const undisturbed = demo(join(folder, "undisturbed"));
  expect(await undisturbed.ended).toBe(0);
  const expected = JSON.parse(undisturbed.output());
  expect(expected.orders).toBeGreaterThan(0);
  expect(expected.trades).toBeGreaterThan(0);

  const data = join(folder, "killed");
  const { output, kills } = await runWithKills(data);
  const result = JSON.parse(output);
  expect(kills).toBeGreaterThan(3);
  expect(result.resultHash).toBe(expected.resultHash);
  expect(result.balances).toEqual(expected.balances);
  expect(result.ledger.failed).toBe(0);

  const verify = run(["verify", "--data", data, "--json"]);
  expect(await verify.ended).toBe(0);
  const findings = JSON.parse(verify.output());
  expect(findings.ok).toBe(true);
  expect(findings.communities[0].checked.periods).toBe(Number(DAYS));
}, 600_000);
