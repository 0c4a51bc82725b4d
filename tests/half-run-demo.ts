import { cpSync } from "node:fs";
import { PumasiClient } from "@pumasi/client";
import { nodeTransport } from "@pumasi/client/node";
import { openPglite } from "@pumasi/database";
import { readRunFile } from "../apps/cli/src/supervise/run-file.js";
import { startServerProcess } from "../apps/cli/src/supervise/server-process.js";
import { startPumasi } from "./run-pumasi.js";

/** Slots of the first day that are metered by mid-morning: those after it have trades. */
const METERED_BY_MORNING = 9;

const POLL_MS = 20;

/**
 * Runs the first day of a demo in fast-forward and stops it, in order, when homes have begun to sell. The ledger has all that
 * was done until then.
 */
export async function runHalfADemo(data: string): Promise<void> {
  const demo = startPumasi(["demo", "--days", "1", "--data", data]);
  while ((await meteredSlots(data)) < METERED_BY_MORNING) {
    if (demo.child.exitCode !== null) throw new Error(`the demo ended early:\n${demo.errors()}`);
    await pause(POLL_MS);
  }
  demo.child.kill("SIGTERM");
  const code = await demo.ended;
  if (code !== 0) throw new Error(`the demo did not stop in order, ${code}:\n${demo.errors()}`);
  await workOffOutbox(data);
}

/** Without its gateways a market in fast-forward stands still, and only the ledger goes on. */
async function workOffOutbox(data: string): Promise<void> {
  const flags = ["--fast-forward", "--days", "1"];
  const server = await startServerProcess({ data, port: null, flags, onProgress: () => undefined });
  while ((await server.client.ledger()).waiting > 0) await pause(POLL_MS);
  await server.kept.stop();
}

/** How many slots a running community has metered; 0 while none answers. */
export async function meteredSlots(data: string): Promise<number> {
  const run = readRunFile(data);
  if (run === null) return 0;
  try {
    const status = await new PumasiClient({ transport: nodeTransport(run.url) }).status();
    const { metered = 0, final = 0, paid = 0 } = status.communities[0]?.slotsByStage ?? {};
    return metered + final + paid;
  } catch {
    return 0;
  }
}

/** A copy of a data directory in which nothing runs. */
export function copyOf(data: string, name: string): string {
  const copy = `${data}-${name}`;
  cpSync(data, copy, { recursive: true });
  return copy;
}

type Row = Record<string, unknown>;
type Ask = (statement: string) => Promise<Row[]>;

/** Works on a community's database while nothing runs, as its operator could. */
export async function tamper<T>(data: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  const { database, close } = await openPglite(`${data}/database`);
  try {
    return await work(async (statement) => {
      const answer = await database.execute(statement);
      return (answer as unknown as { rows: Row[] }).rows;
    });
  } finally {
    await close();
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
