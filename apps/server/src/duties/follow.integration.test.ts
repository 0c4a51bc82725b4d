import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectJsonRpc, signerWithKey, signTransaction } from "@pumasi/chain";
import { tables } from "@pumasi/database";
import { pino } from "pino";
import { afterEach, expect, test, vi } from "vitest";
import { LEDGER_RPC_PATH } from "../http/ledger-rpc-route.js";
import type { ExternalLedgerOptions } from "../ledger/external-ledger-options.js";
import { type StartedServer, startServer } from "../start-server.js";
import { MinedByHand } from "../testing/mined-by-hand.js";
import { HOUR, requestOf, START } from "../testing/test-terms.js";

const patience = { timeout: 60_000, interval: 100 };
const folders: string[] = [];
let started: StartedServer | null = null;
let ledger: MinedByHand | null = null;

afterEach(async () => {
  await started?.stop();
  await ledger?.stop();
  [started, ledger] = [null, null];
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pumasi-follow-"));
  folders.push(folder);
  return folder;
}

async function start(
  data: string,
  own: { externalLedger: ExternalLedgerOptions } | { start: number; seed: string },
): Promise<void> {
  started = await startServer({
    ...{ data, port: 0, speed: 1, databaseUrl: null, externalLedger: null, web: null },
    ...{ start: null, seed: null, periods: null, isReadOnly: false },
    log: pino({ level: "silent" }),
    onProgress() {},
    onFatal() {},
    ...own,
  });
}

async function createCommunity(data: string, firstSlot: number): Promise<void> {
  const token = readFileSync(join(data, "keys", "operator.token"), "utf8").trim();
  const created = await fetch(`${started?.url}/v1/communities`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(requestOf("followed", { firstSlot })),
  });
  expect(created.status).toBe(200);
}

/** The block that the community's ledger was read up to. */
async function followedUntil(): Promise<number> {
  const rows = await started?.server.context.open.database.select().from(tables.ledgerFollow);
  return rows?.[0]?.block ?? -1;
}

test("the embedded ledger is read when others' transactions are in its blocks", async () => {
  const data = newFolder();
  await start(data, { start: START, seed: "follow" });
  await createCommunity(data, START / HOUR + 3);
  await started?.server.ledger.drained();
  expect(await followedUntil()).toBe(-1);
  const call = { to: `0x${"0b".repeat(20)}`, data: "0x", gas: 21_000n } as const;
  const privateKey = `0x${"5a".repeat(32)}` as const;
  const { raw, hash } = await signTransaction({ privateKey, chainId: 735_061, nonce: 0, ...call });
  const rpc = connectJsonRpc(`${started?.url}${LEDGER_RPC_PATH}`);
  await rpc.call("eth_sendRawTransaction", raw);
  await started?.server.ledger.drained();
  const receipt = (await rpc.call("eth_getTransactionReceipt", hash)) as { blockNumber: string };
  rpc.close();
  expect(await followedUntil()).toBeGreaterThanOrEqual(Number(receipt.blockNumber));
});

test("a ledger that others run is read up to its confirmed blocks", async () => {
  const data = newFolder();
  const operatorKey = `0x${"0c".repeat(32)}` as const;
  const file = join(data, "brought.key");
  writeFileSync(file, operatorKey);
  chmodSync(file, 0o600);
  const mined = await MinedByHand.start(4242, signerWithKey(operatorKey).address);
  ledger = mined;
  const terms = { chainId: 4242, confirmations: 2, maxFeePerGas: 10n ** 11n };
  const source = { kind: "file", file } as const;
  await start(data, {
    externalLedger: { rpcUrl: mined.rpcUrl, operatorKey: source, ...terms },
  });
  await createCommunity(data, Math.floor(Date.now() / HOUR) + 3);
  await vi.waitFor(
    async () => {
      await mined.mine();
      const head = Number(await mined.call("eth_blockNumber"));
      expect(await followedUntil()).toBeGreaterThan(3);
      expect(await followedUntil()).toBeLessThan(head);
    },
    { ...patience, interval: 500 },
  );
});
