import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readRunFile } from "../apps/cli/src/supervise/run-file.js";
import { meteredSlots, pause } from "./half-run-demo.js";
import { type PumasiRun, startPumasi } from "./run-pumasi.js";

/** What is killed together, and how often in twenty kills. */
const OFTEN = {
  server: 6,
  "ledger node": 5,
  "server and ledger node": 4,
  gateway: 2,
  supervisor: 2,
  everything: 1,
};

export type Victim = keyof typeof OFTEN;

/** One kill: what, and how many slots were metered by then. */
export interface Kill {
  victim: Victim;
  metered: number;
}

/** How long the processes that are to be killed may take to be there again, wall ms. */
const PATIENCE_MS = 120_000;

const POLL_MS = 20;

/** Kills are spread over this part of the slots, so that all of them come before the end. */
const SPREAD = 0.85;

/** A small linear congruential generator: the kills are random and the same in every run. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
}

/** So many victims in random order; every twenty in a row hold each kind as often as said above. */
function drawVictims(kills: number, random: () => number): Victim[] {
  const drawn: Victim[] = [];
  while (drawn.length < kills) {
    const twenty = Object.entries(OFTEN).flatMap(([victim, often]) =>
      Array.from({ length: often }, () => victim as Victim),
    );
    const order = twenty.map((victim) => ({ victim, at: random() }));
    order.sort((a, b) => a.at - b.at);
    drawn.push(...order.map(({ victim }) => victim));
  }
  return drawn.slice(0, kills);
}

/**
 * Runs a command that goes on where it stopped, `args`, to its end while killing its processes. Two of three kills come when
 * the market has gone a little further, each third while what was killed before is still being started. Gives what the last
 * run printed.
 */
export async function runWithKills(
  args: readonly string[],
  { data, slots, kills, seed }: { data: string; slots: number; kills: number; seed: number },
): Promise<{ output: string; made: Kill[] }> {
  const random = generator(seed);
  const victims = drawVictims(kills, random);
  const made: Kill[] = [];
  let running = startPumasi(args);
  let metered = 0;
  for (const [place, victim] of victims.entries()) {
    const isRecovering = place % 3 === 2;
    const moment = random() * (isRecovering ? 2000 : 400);
    const due = Math.floor((slots * SPREAD * place) / kills);
    // Nobody answers while the server is being started, so what was seen last stands.
    metered = Math.max(metered, await goOn(running, data, isRecovering ? 0 : due));
    // Ahead of its share the run is not let go on any further.
    if (isRecovering || metered <= due + slots * 0.05) await pause(moment);
    const draw = random();
    const pids = await waitForProcesses(running, victim, data, draw);
    for (const pid of pids) kill(pid);
    made.push({ victim, metered });
    if (victim === "supervisor" || victim === "everything") {
      await running.ended;
      running = startPumasi(args);
    }
  }
  const code = await running.ended;
  if (code !== 0) throw new Error(`the run ended with ${code}:\n${running.errors()}`);
  return { output: running.output(), made };
}

/** Waits until so many slots are metered; gives how many are. */
async function goOn(running: PumasiRun, data: string, slots: number): Promise<number> {
  for (;;) {
    mustRun(running);
    const metered = await meteredSlots(data);
    if (metered >= slots) return metered;
    await pause(POLL_MS);
  }
}

function mustRun({ child, output, errors }: PumasiRun): void {
  if (child.exitCode === null && child.signalCode === null) return;
  const how = child.exitCode ?? child.signalCode;
  throw new Error(`the run ended by itself with ${how}:\n${output()}\n${errors()}`);
}

/** The processes to kill, once all of them run. */
async function waitForProcesses(
  running: PumasiRun,
  victim: Victim,
  data: string,
  draw: number,
): Promise<number[]> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    mustRun(running);
    const pids = processesOf(running, victim, data, draw);
    if (pids.every((pid) => pid !== null && isOf(pid, data))) return pids as number[];
    if (performance.now() > until) {
      throw new Error(`there is no ${victim} to kill: ${pids}\n${running.errors()}`);
    }
    await pause(POLL_MS);
  }
}

function processesOf(
  running: PumasiRun,
  victim: Victim,
  data: string,
  draw: number,
): (number | null)[] {
  const supervisor = running.child.pid ?? null;
  // The lock names the server from its first moment on.
  const server = pidIn(join(data, "database.lock"));
  const node = pidIn(join(data, "ledger", "anvil.pid"));
  const { server: _, ...others } = readRunFile(data)?.processes ?? {};
  const gateways = Object.values(others);
  switch (victim) {
    case "server":
      return [server];
    case "ledger node":
      return [node];
    case "server and ledger node":
      return [server, node];
    case "gateway":
      return [gateways[Math.floor(draw * gateways.length)] ?? null];
    case "supervisor":
      return [supervisor];
    case "everything":
      return [supervisor, server, node, ...gateways.filter((pid) => isOf(pid, data))];
  }
}

/** The number that a file begins with; null where there is none. */
function pidIn(file: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
    return Number.isNaN(pid) ? null : pid;
  } catch {
    return null;
  }
}

/** Whether a process works in the directory: a number alone may be somebody else's by now. */
function isOf(pid: number, data: string): boolean {
  return commandLineOf(pid).includes(data);
}

const hasProc = existsSync("/proc/self/cmdline");

/** Empty for a process that is gone. */
function commandLineOf(pid: number): string {
  if (!hasProc) {
    return spawnSync("ps", ["-o", "command=", "-p", `${pid}`], { encoding: "utf8" }).stdout ?? "";
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself, or with the one that was killed just before it.
  }
}
