import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenDatabase, openTestDatabase, tables } from "@pumasi/database";
import { asc } from "drizzle-orm";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Writer } from "../writer.js";
import { LedgerWorker } from "./ledger-worker.js";
import { enqueue } from "./outbox.js";

const folder = mkdtempSync(join(tmpdir(), "pumasi-worker-"));
let open: OpenDatabase;
let writer: Writer;
let worker: LedgerWorker;

beforeEach(async () => {
  open = await openTestDatabase();
  writer = new Writer(open.database);
  const settings = {
    directory: folder,
    chainId: 735_061,
    genesisTimestamp: 1_000_000,
    operatorKey: `0x${"07".repeat(32)}` as const,
    now: () => 2_000_000_000,
  };
  worker = new LedgerWorker(open.database, writer, settings, pino({ level: "silent" }));
  await worker.start();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await worker.stop();
  await open.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a plain transfer of nothing into the outbox. */
async function ask(key: string, at: number): Promise<void> {
  const call = { to: `0x${"0b".repeat(20)}` as const, data: "0x" as const, gas: 21_000n };
  await writer.write((tx) => enqueue(tx, { communityId: null, key, kind: "test", call, at }));
}

async function statuses(): Promise<string[]> {
  const { ledgerAction } = tables;
  const rows = await open.database.select().from(ledgerAction).orderBy(asc(ledgerAction.nonce));
  return rows.map(({ status }) => status);
}

function killNode(): void {
  process.kill(Number(readFileSync(join(folder, "anvil.pid"), "utf8")), "SIGKILL");
}

test("what was planned while the ledger could not be started is mined once it can", async () => {
  await ask("first", 2_000_000_000);
  await worker.drained();
  expect(await statuses()).toEqual(["mined"]);

  vi.stubEnv("PUMASI_ANVIL", join(folder, "no-such-program"));
  killNode();
  await ask("second", 2_001_000_000);
  await worker.drained();
  expect(worker.problem).toMatch(/PUMASI_ANVIL/);
  await ask("third", 2_002_000_000);
  await worker.drained();
  expect(await statuses()).toEqual(["mined", "waiting", "waiting"]);

  vi.unstubAllEnvs();
  await worker.drained();
  expect(await statuses()).toEqual(["mined", "mined", "mined"]);
  expect(worker.problem).toBeNull();
});
