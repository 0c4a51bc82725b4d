import { readdirSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import type { Hex } from "viem";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setRulesCall } from "./community-calls.js";
import {
  BlockContentError,
  BlockHashMismatchError,
  EmbeddedNodeDownError,
  TransactionRefusedError,
} from "./errors.js";
import { connectJsonRpc } from "./json-rpc.js";
import { closeBooksCall } from "./market-calls.js";
import { MemoryJournal } from "./testing/memory-journal.js";
import {
  contracts,
  filled,
  genesisTimestamp,
  rulesCall,
  settings,
  startOf,
  TestOperator,
  terms,
} from "./testing/test-community.js";

/** So small that a replay takes several pages. */
const pageSize = 3;

function bookCall(index: number) {
  const header = { slot: settings.firstSlot + index, orders: index, bookRoot: filled(index + 1) };
  return closeBooksCall(contracts.market, [header]);
}

async function killNode(operator: TestOperator): Promise<void> {
  const pid = Number(readFileSync(join(operator.dir, "anvil.pid"), "utf8"));
  process.kill(pid, "SIGKILL");
  await operator.node.exited;
}

async function readPast(operator: TestOperator): Promise<unknown> {
  const rpc = connectJsonRpc(operator.node.rpcUrl);
  const hashes: Hex[] = [];
  const blocks: unknown[] = [];
  for (const { number, rawTransactions } of operator.journal.blocks) {
    const block = (await rpc.call("eth_getBlockByNumber", `0x${number.toString(16)}`, false)) as {
      hash: Hex;
      transactions: Hex[];
    };
    expect(block.transactions).toHaveLength(rawTransactions.length);
    hashes.push(...block.transactions);
    blocks.push(block);
  }
  const receipts = await rpc.batch(
    hashes.map((hash) => ({ method: "eth_getTransactionReceipt", params: [hash] })),
  );
  const logs = await rpc.call("eth_getLogs", { fromBlock: "0x0", toBlock: "latest" });
  rpc.close();
  return { blocks, receipts, logs };
}

describe("EmbeddedNode", () => {
  let operator: TestOperator;

  beforeEach(async () => {
    operator = new TestOperator(new MemoryJournal(pageSize));
    await operator.start();
    await operator.deploy(rulesCall);
    for (let index = 0; index < 4; index++) {
      await operator.mine(startOf(settings.firstSlot + index - 1), [bookCall(index)]);
    }
  });

  afterEach(() => operator.end());

  it("mines the journal again after a kill, with the same hashes, logs and receipts", async () => {
    const before = await readPast(operator);
    await killNode(operator);
    await operator.start();
    expect(operator.node.head.number).toBe(5);
    expect(await readPast(operator)).toEqual(before);
  });

  it("starts from its snapshot and mines only later blocks, with the same past", async () => {
    await operator.node.snapshot();
    await operator.mine(startOf(settings.firstSlot + 3), [bookCall(4)]);
    const before = await readPast(operator);
    await killNode(operator);
    await operator.start();
    expect(await readPast(operator)).toEqual(before);
    const next = await operator.mine(startOf(settings.firstSlot + 4), [bookCall(5)]);

    await killNode(operator);
    for (const name of readdirSync(operator.dir)) {
      if (name.startsWith("snapshot-")) truncateSync(join(operator.dir, name), 40);
    }
    await operator.start();
    expect(operator.node.head.hash).toBe(next.hash);
  });

  it("keeps only the newest whole snapshot", async () => {
    await operator.node.snapshot();
    await operator.mine(startOf(settings.firstSlot + 3), [bookCall(4)]);
    await operator.node.snapshot();
    const snapshots = readdirSync(operator.dir).filter((name) => name.startsWith("snapshot-"));
    expect(snapshots).toEqual([`snapshot-6-${operator.node.head.hash}.json.gz`]);
  });

  it("replays everything when the journal does not bear the snapshot out", async () => {
    await operator.node.snapshot();
    await operator.node.stop();
    operator.journal.blocks.pop();
    await operator.start();
    expect(operator.node.head.number).toBe(4);
    expect(operator.node.head.hash).toBe(operator.journal.blocks.at(-1)?.hash);
  });

  it("mines a block that was planned and never mined, and records it", async () => {
    const rawTransactions = await operator.sign([bookCall(4)]);
    await killNode(operator);
    operator.journal.plan({
      number: 6,
      timestamp: startOf(settings.firstSlot + 3),
      rawTransactions,
    });
    await operator.start();
    expect(operator.journal.recorded.at(-1)).toMatchObject({
      number: 6,
      hash: operator.node.head.hash,
      receipts: [{ status: "success", revertReason: null }],
    });
  });

  it("records a block that was mined and snapshotted, but not known to be mined", async () => {
    await operator.node.snapshot();
    await killNode(operator);
    const last = operator.journal.blocks.at(-1);
    const hash = last?.hash;
    if (last) last.hash = null;
    await operator.start();
    expect(operator.journal.blocks.at(-1)?.hash).toBe(hash);
  });

  it("refuses a journal whose hashes do not come out", async () => {
    await operator.node.stop();
    const block = operator.journal.blocks[2];
    if (block) block.hash = filled(7);
    const error = await operator.start().catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(BlockHashMismatchError);
    expect(error).toMatchObject({ code: "block_hash_mismatch", blockNumber: 3, retryable: false });
  });

  it("refuses transactions that cannot be mined now, and mines nothing", async () => {
    const [skipped, ahead] = await operator.sign([bookCall(4), bookCall(5)]);
    const timestamp = startOf(settings.firstSlot + 4);
    const attempt = (raws: (Hex | undefined)[]) =>
      operator.node.mineBlock({
        number: 6,
        timestamp,
        rawTransactions: raws.map((raw) => raw ?? "0x"),
      });
    await expect(attempt([ahead])).rejects.toBeInstanceOf(TransactionRefusedError);
    await expect(attempt([skipped, "0x1234"])).rejects.toBeInstanceOf(TransactionRefusedError);
    expect(operator.node.head.number).toBe(5);
    const mined = await attempt([skipped, ahead]);
    expect(mined.receipts.map((receipt) => receipt.status)).toEqual(["success", "success"]);
  });

  it("refuses a block out of place or out of time", async () => {
    const rawTransactions: Hex[] = [];
    const late = startOf(settings.firstSlot + 9);
    const outOfPlace = operator.node.mineBlock({ number: 8, timestamp: late, rawTransactions });
    await expect(outOfPlace).rejects.toBeInstanceOf(BlockContentError);
    const early = operator.node.mineBlock({ number: 6, timestamp: 5, rawTransactions });
    await expect(early).rejects.toThrow("is not after the last block's");
  });

  it("says why a transaction was reverted", async () => {
    const [receipt] = (await operator.mine(startOf(settings.firstSlot + 3), [bookCall(7)]))
      .receipts;
    expect(receipt).toMatchObject({
      status: "reverted",
      revertReason: `SlotOutOfOrder(${settings.firstSlot + 7}, ${settings.firstSlot + 4})`,
    });
    const call = setRulesCall(contracts.community, terms, settings.firstSlot + 3);
    const later = await operator.mine(startOf(settings.firstSlot + 4), [call]);
    const [first, earliest] = [settings.firstSlot + 3, settings.firstSlot + 4];
    expect(later.receipts[0]?.revertReason).toBe(`RulesTooEarly(${first}, ${earliest})`);
  });

  it("says that it is down, and that starting again helps", async () => {
    await killNode(operator);
    const block = { number: 6, timestamp: genesisTimestamp * 2, rawTransactions: [] };
    const error = await operator.node.mineBlock(block).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(EmbeddedNodeDownError);
    expect(error).toMatchObject({ retryable: true, code: "embedded_node_down" });
    expect(await operator.node.exited).toMatchObject({ expected: false });
  });

  it("ends the node that a killed run left behind", async () => {
    const orphan = operator.node;
    await operator.start();
    expect(await orphan.exited).toMatchObject({ reason: "anvil ended with SIGKILL" });
    await orphan.stop();
  });

  it("mines nothing once stopped", async () => {
    await operator.node.stop();
    const block = { number: 6, timestamp: genesisTimestamp * 2, rawTransactions: [] };
    await expect(operator.node.mineBlock(block)).rejects.toMatchObject({ retryable: false });
    expect(await operator.node.exited).toMatchObject({ expected: true });
  });
});
