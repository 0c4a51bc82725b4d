import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectJsonRpc, type JsonRpc, operatorAddress, signTransaction } from "@pumasi/chain";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StartedServer, startServer } from "../start-server.js";
import { LEDGER_RPC_PATH } from "./ledger-rpc-route.js";
import { DEFAULT_RATE_LIMITS } from "./rate-limits.js";

const chainId = 735_061;
const strangerKey = `0x${"5a".repeat(32)}` as const;
const data = mkdtempSync(join(tmpdir(), "pumasi-rpc-"));
let started: StartedServer;
let rpc: JsonRpc;

async function start(isReadOnly = false): Promise<void> {
  started = await startServer({
    ...{ data, port: 0, speed: 1, start: Date.UTC(2026, 0, 1), seed: "rpc", databaseUrl: null },
    externalLedger: null,
    ...{ web: null, periods: null, isReadOnly, log: pino({ level: "silent" }) },
    onProgress() {},
    onFatal() {},
  });
  rpc = connectJsonRpc(`${started.url}${LEDGER_RPC_PATH}`);
}

/** A transaction of nothing by somebody who is not the operator. */
async function signed(nonce: number, terms: { privateKey?: `0x${string}`; fee?: bigint } = {}) {
  const { privateKey = strangerKey, fee = 0n } = terms;
  const to = `0x${"0b".repeat(20)}` as const;
  const transaction = { privateKey, chainId, nonce, to, data: "0x" as const, gas: 21_000n };
  return (await signTransaction({ ...transaction, maxFeePerGas: fee })).raw;
}

beforeAll(() => start());

afterAll(async () => {
  rpc.close();
  await started.stop();
  rmSync(data, { recursive: true, force: true });
});

describe("the ledger over JSON-RPC", () => {
  it("is read as any node is", async () => {
    expect(await rpc.call("eth_chainId")).toBe(`0x${chainId.toString(16)}`);
    const ledger = await (await fetch(`${started.url}/v1/ledger`)).json();
    expect(ledger).toMatchObject({ rpcUrl: `${started.url}${LEDGER_RPC_PATH}` });
  });

  it("says how often one client may ask it", async () => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId" });
    const headers = { "content-type": "application/json" };
    const url = `${started.url}${LEDGER_RPC_PATH}`;
    const reply = await fetch(url, { method: "POST", headers, body });
    expect(reply.headers.get("ratelimit-limit")).toBe(`${DEFAULT_RATE_LIMITS.ledger}`);
  });

  it("does not let anybody change the node", async () => {
    for (const method of ["anvil_setBalance", "evm_mine", "eth_sendTransaction"]) {
      await expect(rpc.call(method)).rejects.toThrow("is not offered here");
    }
  });

  it("mines what others signed, each in a block of its own, and goes on after one that cannot be mined", async () => {
    const [first, ahead, second] = [await signed(0), await signed(7), await signed(1)];
    const hash = await rpc.call("eth_sendRawTransaction", first);
    await rpc.call("eth_sendRawTransaction", ahead);
    const last = await rpc.call("eth_sendRawTransaction", second);
    await started.server.ledger.drained();
    const receipts = await Promise.all(
      [hash, last].map((own) => rpc.call("eth_getTransactionReceipt", own)),
    );
    expect(receipts).toMatchObject([{ status: "0x1" }, { status: "0x1" }]);
    const sender = operatorAddress(strangerKey);
    expect(await rpc.call("eth_getTransactionCount", sender, "latest")).toBe("0x2");
    expect(await rpc.call("eth_sendRawTransaction", first)).toBe(hash);
  });

  it("has mined them again after a restart, and takes nothing while it is only read", async () => {
    await started.stop();
    await start(true);
    const sender = operatorAddress(strangerKey);
    expect(await rpc.call("eth_getTransactionCount", sender, "latest")).toBe("0x2");
    const refused = rpc.call("eth_sendRawTransaction", await signed(2));
    await expect(refused).rejects.toThrow("for reading only");
    await started.stop();
    await start();
  });

  it.each([
    ["nonsense", async () => "0x1234", "cannot be decoded"],
    ["no hexadecimal", async () => "hello", "in hexadecimal"],
    ["fees, which this ledger does not take", () => signed(2, { fee: 5n }), "charges nothing"],
  ])("refuses %s", async (_name, make, reason) => {
    await expect(rpc.call("eth_sendRawTransaction", await make())).rejects.toThrow(reason);
  });
});
