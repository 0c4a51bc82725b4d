import { signerWithKey, signTransaction } from "@pumasi/chain";
import { type OpenDatabase, openTestDatabase, tables } from "@pumasi/database";
import { asc, count } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { MinedByHand } from "../testing/mined-by-hand.js";
import { Writer } from "../writer.js";
import {
  ExternalLedgerWorker,
  type ExternalLedgerWorkerSettings,
} from "./external-ledger-worker.js";
import { enqueue } from "./outbox.js";

const chainId = 1337;
const operatorKey = `0x${"07".repeat(32)}` as const;
const signer = signerWithKey(operatorKey);
const nobody = `0x${"0b".repeat(20)}` as const;
/** PUSH0 PUSH0 REVERT: a contract that refuses to be made. */
const refusing = "0x5f5ffd" as const;

const patience = { timeout: 20_000, interval: 20 };

let open: OpenDatabase;
let writer: Writer;
let ledger: MinedByHand;
let worker: ExternalLedgerWorker;
const logged: string[] = [];
const log = pino({ level: "warn" }, { write: (line: string) => void logged.push(line) });

beforeAll(async () => {
  open = await openTestDatabase();
  writer = new Writer(open.database);
});

afterAll(() => open.close());

beforeEach(async () => {
  logged.length = 0;
  const { ledgerAction, ledgerTransaction, period } = tables;
  for (const table of [ledgerAction, ledgerTransaction, period]) await open.database.delete(table);
  ledger = await MinedByHand.start(chainId, signer.address);
  worker = newWorker();
});

afterEach(async () => {
  await worker.stop();
  await ledger.stop();
});

function newWorker(settings: Partial<ExternalLedgerWorkerSettings> = {}): ExternalLedgerWorker {
  const own = {
    ...{ rpcUrl: ledger.rpcUrl, chainId, signer, confirmations: 2, maxFeePerGas: 10n ** 11n },
    ...{ isReadOnly: false, lookEveryMs: 10, retryMs: 20 },
  };
  return new ExternalLedgerWorker(open.database, writer, { ...own, ...settings }, log);
}

/** Puts an action into the outbox. */
async function ask(
  key: string,
  changes: { kind?: string; data?: `0x${string}`; at?: number } = {},
) {
  const { kind = "test", data = "0x", at = Date.now() - 1000 } = changes;
  const call = { to: data === refusing ? null : nobody, data, gas: 100_000n };
  await writer.write((tx) => enqueue(tx, { communityId: 1, key, kind, call, at }));
}

const actions = () =>
  open.database.select().from(tables.ledgerAction).orderBy(asc(tables.ledgerAction.nonce));
const statuses = async () => (await actions()).map(({ status }) => status);

async function signedCount(): Promise<number> {
  const [row] = await open.database.select({ count: count() }).from(tables.ledgerTransaction);
  return row?.count ?? 0;
}

/** Waits until so many transactions wait for a block. */
async function untilPending(transactions: number): Promise<void> {
  await vi.waitFor(async () => {
    const { pending } = (await ledger.call("txpool_status")) as { pending: string };
    expect(Number(pending)).toBe(transactions);
  }, patience);
}

describe("an external ledger's worker", () => {
  test("brings the outbox to the ledger, and believes only what is confirmed", async () => {
    await worker.start();
    await ask("first");
    await ask("second", { data: refusing });
    await ask("third");
    worker.wake();
    await untilPending(3);
    await ledger.mine();
    await vi.waitFor(() => expect(worker.head?.number).toBe(2), patience);
    expect(await statuses()).toEqual(["waiting", "waiting", "waiting"]);
    await ledger.mine();
    await worker.drained();
    expect(await statuses()).toEqual(["mined", "failed", "mined"]);
    const [first, second] = await actions();
    expect(first).toMatchObject({ block: 2, gasUsed: 21_000n, reason: null });
    expect(second?.reason).not.toBeNull();
    expect(logged.filter((line) => line.includes("refused an action"))).toHaveLength(1);
    expect(worker.problem).toBeNull();
  });

  test("sends nothing before its instant", async () => {
    await worker.start();
    await ask("later", { at: Date.now() + 3_600_000 });
    await worker.drained();
    expect(await signedCount()).toBe(0);
    expect(await statuses()).toEqual(["waiting"]);
  });

  test("settles a period once, in the transaction that says so", async () => {
    await open.database.insert(tables.period).values({
      ...{ communityId: 1, period: 4, day: "2026-01-01", fromSlot: 1, untilSlot: 2 },
      ...{ stage: "committed" as const, secret: null, root: nobody, committedAt: 0 },
    });
    await worker.start();
    await ask("1:settle:0:4", { kind: "settle" });
    worker.wake();
    await untilPending(1);
    await ledger.mine(2);
    await worker.drained();
    const [period] = await open.database.select().from(tables.period);
    expect(period?.stage).toBe("settled");
  });

  test("that is killed is followed by one that signs nothing twice", async () => {
    await worker.start();
    for (const key of ["a", "b", "c"]) await ask(key);
    worker.wake();
    await untilPending(3);
    await worker.stop();
    await ask("d");
    worker = newWorker();
    await worker.start();
    worker.wake();
    await untilPending(4);
    await ledger.mine(2);
    await worker.drained();
    expect(await statuses()).toEqual(["mined", "mined", "mined", "mined"]);
    expect(await signedCount()).toBe(4);
    expect(await ledger.sentBy(signer.address)).toBe(4);
  });

  test("keeps the work while the ledger is away, says so, and goes on", async () => {
    const { rpcUrl } = ledger;
    worker = newWorker({ rpcUrl: "http://user:secret@127.0.0.1:1" });
    await worker.start();
    await ask("kept");
    await worker.drained();
    expect(worker.problem).toMatch(/127.0.0.1:1 does not answer/);
    expect(`${worker.problem}${logged.join()}`).not.toContain("secret");
    await worker.stop();
    worker = newWorker({ rpcUrl });
    await worker.start();
    worker.wake();
    await untilPending(1);
    await ledger.mine(2);
    await worker.drained();
    expect(await statuses()).toEqual(["mined"]);
    expect(worker.problem).toBeNull();
  });

  test("is loud once when the account cannot pay, and goes on when it can", async () => {
    await ledger.call("anvil_setBalance", signer.address, "0x0");
    await worker.start();
    await ask("unpaid");
    await worker.drained();
    expect(worker.problem).toContain(`account ${signer.address} cannot pay`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(logged.filter((line) => line.includes("cannot pay"))).toHaveLength(1);
    await ledger.call("anvil_setBalance", signer.address, "0x3635c9adc5dea00000");
    await untilPending(1);
    await vi.waitFor(() => expect(worker.problem).toBeNull(), patience);
    expect(await signedCount()).toBe(1);
  });

  test("does not start on another chain, or with a key that is used elsewhere", async () => {
    await worker.stop();
    worker = newWorker({ chainId: 1 });
    await expect(worker.start()).rejects.toMatchObject({ code: "wrong_chain" });
    await worker.stop();
    const foreign = await signTransaction({
      ...{ privateKey: operatorKey, chainId, nonce: 0, to: nobody, data: "0x", gas: 21_000n },
      maxFeePerGas: 10n ** 10n,
    });
    await ledger.call("eth_sendRawTransaction", foreign.raw);
    await ledger.mine();
    worker = newWorker();
    await expect(worker.start()).rejects.toMatchObject({ code: "foreign_transaction" });
  });

  test("that is read-only sends nothing", async () => {
    worker = newWorker({ isReadOnly: true });
    await worker.start();
    await ask("unsent");
    await worker.drained();
    expect(await signedCount()).toBe(0);
  });
});
