import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectJsonRpc, signerWithKey } from "@pumasi/chain";
import type { LedgerAction, LedgerStatus } from "@pumasi/protocol";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { LEDGER_RPC_PATH } from "../http/ledger-rpc-route.js";
import { type StartedServer, startServer } from "../start-server.js";
import { MinedByHand } from "../testing/mined-by-hand.js";
import { HOUR, requestOf } from "../testing/test-terms.js";
import type { ExternalLedgerOptions } from "./external-ledger-options.js";

const chainId = 4242;
const operatorKey = `0x${"0c".repeat(32)}` as const;
const operator = signerWithKey(operatorKey).address;
const data = mkdtempSync(join(tmpdir(), "pumasi-real-"));
const file = join(data, "brought.key");
let ledger: MinedByHand;
let started: StartedServer | null = null;

beforeAll(async () => {
  writeFileSync(file, operatorKey);
  chmodSync(file, 0o600);
  ledger = await MinedByHand.start(chainId, operator);
});

afterAll(async () => {
  await started?.stop();
  await ledger.stop();
  rmSync(data, { recursive: true, force: true });
});

async function start(externalLedger: ExternalLedgerOptions | null): Promise<string> {
  started = await startServer({
    ...{ data, port: 0, speed: 1, start: null, seed: null, databaseUrl: null, externalLedger },
    ...{ web: null, periods: null, isReadOnly: false, log: pino({ level: "silent" }) },
    onProgress() {},
    onFatal() {},
  });
  return started.url;
}

function options(): ExternalLedgerOptions {
  const source = { kind: "file", file } as const;
  const terms = { confirmations: 2, maxFeePerGas: 10n ** 11n };
  return { rpcUrl: ledger.rpcUrl, chainId, operatorKey: source, ...terms };
}

async function ask<Body>(url: string, path: string): Promise<Body> {
  return (await (await fetch(`${url}${path}`)).json()) as Body;
}

test("a server tells a ledger that others run of a new community, in real time, and goes on after a restart", async () => {
  const url = await start(options());
  const token = readFileSync(join(data, "keys", "operator.token"), "utf8").trim();
  const created = await fetch(`${url}/v1/communities`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(requestOf("real", { firstSlot: Math.floor(Date.now() / HOUR) + 3 })),
  });
  expect(created.status).toBe(200);
  const asked = (await ask<LedgerStatus>(url, "/v1/ledger")).waiting;
  expect(asked).toBeGreaterThan(4);
  await vi.waitFor(
    async () => {
      await ledger.mine();
      const { waiting } = await ask<LedgerStatus>(url, "/v1/ledger");
      expect(waiting).toBeLessThan(asked);
    },
    { timeout: 60_000, interval: 500 },
  );
  await started?.stop();
  const again = await start(options());
  await vi.waitFor(
    async () => {
      await ledger.mine();
      expect((await ask<LedgerStatus>(again, "/v1/ledger")).waiting).toBe(0);
    },
    { timeout: 60_000, interval: 500 },
  );
  const status = await ask<LedgerStatus>(again, "/v1/ledger");
  expect(status).toMatchObject({ chainId, operator: operator.toLowerCase(), failed: 0 });
  expect(status.rpcUrl).toBe(`${again}${LEDGER_RPC_PATH}`);
  expect(status.block).toBeGreaterThan(2);
  const actions = await ask<{ actions: LedgerAction[] }>(again, "/v1/ledger/actions");
  expect(actions.actions.length).toBeGreaterThan(4);
  expect(actions.actions.every(({ status: stage }) => stage === "mined")).toBe(true);
  expect(await ledger.sentBy(operator)).toBe(asked);
  expect(existsSync(join(data, "keys", "operator.key"))).toBe(false);
});

test("anybody reaches the ledger through the server, but with nobody else's key", async () => {
  const rpc = connectJsonRpc(`${started?.url}${LEDGER_RPC_PATH}`);
  expect(await rpc.call("eth_chainId")).toBe(`0x${chainId.toString(16)}`);
  const call = { chainId, to: operator, data: "0x", gas: 21_000n } as const;
  const fees = { type: "eip1559", maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n } as const;
  const sign = (key: `0x${string}`, nonce: number) =>
    signerWithKey(key).sign({ ...call, nonce, fees });
  const stranger = `0x${"0d".repeat(32)}` as const;
  await ledger.call("anvil_setBalance", signerWithKey(stranger).address, "0xde0b6b3a7640000");
  const taken = await sign(stranger, 0);
  expect(await rpc.call("eth_sendRawTransaction", taken.raw)).toBe(taken.hash);
  const own = (await sign(operatorKey, await ledger.sentBy(operator))).raw;
  await expect(rpc.call("eth_sendRawTransaction", own)).rejects.toThrow("through the outbox");
  rpc.close();
});

test("what was begun on one ledger does not go on on another", async () => {
  await started?.stop();
  started = null;
  const mismatch = { code: "settings_mismatch" };
  await expect(start(null)).rejects.toMatchObject(mismatch);
  await expect(start({ ...options(), chainId: 7 })).rejects.toMatchObject(mismatch);
});
