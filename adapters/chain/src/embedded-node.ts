import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { type AnvilProcess, type AnvilSettings, startAnvil } from "./anvil-process.js";
import type { BlockJournal, MinedBlock, PlannedBlock } from "./block-journal.js";
import { EmbeddedNodeDownError, RpcRefusedError, RpcUnreachableError } from "./errors.js";
import type { JsonRpc } from "./json-rpc.js";
import {
  checkAllPending,
  checkContent,
  checkFollows,
  mine,
  sendTransactions,
} from "./mine-block.js";
import { type NodeSnapshot, readSnapshot, writeSnapshot } from "./node-snapshot.js";
import { type BlockSummary, readBlockSummary, readMinedBlock } from "./read-mined-block.js";
import { type ReplayProgress, replayJournal } from "./replay-journal.js";

/** What a node is started with; `chainId` and `genesisTimestamp` must never change for a folder. */
export interface EmbeddedNodeOptions extends AnvilSettings {
  journal: BlockJournal;
  onProgress?: (progress: ReplayProgress) => void;
}

/**
 * The ledger in this machine: an anvil that mines only when told, at market time.
 * The journal is the ledger; the process and the snapshots can be lost at any moment and are made again from it.
 */
export class EmbeddedNode {
  readonly #process: AnvilProcess;
  #head: BlockSummary;
  #stopped = false;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(process: AnvilProcess, head: BlockSummary) {
    this.#process = process;
    this.#head = head;
  }

  /**
   * Starts a node at the journal's last block: loads the last whole snapshot and mines the later blocks again.
   * A snapshot that the journal does not bear out is left aside and the whole journal replayed.
   * Throws `AnvilMissingError`, `EmbeddedNodeDownError`, and what `replayJournal` throws.
   */
  static async start(options: EmbeddedNodeOptions): Promise<EmbeddedNode> {
    const settings = { ...options, dir: resolve(options.dir) };
    await mkdir(settings.dir, { recursive: true });
    const process = (await startFromSnapshot(settings)) ?? (await startAnvil(settings));
    try {
      const report = options.onProgress ?? (() => {});
      const head = await whileUp(process, () =>
        replayJournal(process.rpc, options.journal, report),
      );
      return new EmbeddedNode(process, head);
    } catch (error) {
      process.kill();
      throw error;
    }
  }

  /** The node's address for standard JSON-RPC, on this machine only. */
  get rpcUrl(): string {
    return this.#process.rpcUrl;
  }

  /** The newest block's number, hash and time (seconds since the Unix epoch). */
  get head(): Readonly<Pick<BlockSummary, "number" | "hash" | "timestamp">> {
    return this.#head;
  }

  /** Settles when the process has ended and says why; `expected` after `stop`. */
  get exited(): Promise<{ expected: boolean; reason: string }> {
    return this.#process.exited.then((reason) => ({ expected: this.#stopped, reason }));
  }

  /**
   * Mines one block of exactly these transactions, in order, at this time. The block must be in the journal already,
   * so that a crash at any moment leaves it either mined or to be mined at the next start.
   * Throws `TransactionRefusedError` and, for a wrong number or time, `BlockContentError`, with nothing mined;
   * `EmbeddedNodeDownError` when the process died.
   */
  mineBlock(block: PlannedBlock): Promise<MinedBlock> {
    return this.#exclusively(async (rpc) => {
      checkFollows(this.#head, block);
      await sendTransactions(rpc, block);
      await checkAllPending(rpc, block);
      await mine(rpc, block);
      const mined = await readBlockSummary(rpc, "latest");
      this.#head = mined;
      checkContent(block, mined);
      return readMinedBlock(rpc, mined);
    });
  }

  /**
   * Keeps the state after the newest block, so that the next start need not mine its predecessors again.
   * Call it after the newest block's hash is in the journal.
   */
  snapshot(): Promise<void> {
    return this.#exclusively(async (rpc) => {
      const { number, hash } = this.#head;
      const dump = String(await rpc.call("anvil_dumpState"));
      // The node packs the dump with gzip itself.
      await writeSnapshot(this.#process.dir, {
        number,
        hash,
        state: Buffer.from(dump.slice(2), "hex"),
      });
    });
  }

  /** Ends the process; what is under way is finished first. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#queue;
    this.#process.kill();
    await this.#process.exited;
  }

  /** One thing at a time: a pool that two blocks share would mix their transactions. */
  #exclusively<T>(task: (rpc: JsonRpc) => Promise<T>): Promise<T> {
    const run = this.#queue.then(() => {
      if (this.#stopped) throw new EmbeddedNodeDownError({ reason: "stopped", retryable: false });
      return whileUp(this.#process, () => task(this.#process.rpc));
    });
    this.#queue = run.catch(() => {});
    return run;
  }
}

/** Says that the node is down where the connection only says that nobody answers. */
async function whileUp<T>(process: AnvilProcess, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (cause) {
    if (!(cause instanceof RpcUnreachableError)) throw cause;
    throw new EmbeddedNodeDownError({ reason: `${process.rpcUrl} does not answer`, cause });
  }
}

/** A node at the last snapshot's block, or null when there is no snapshot that the journal bears out. */
async function startFromSnapshot(options: EmbeddedNodeOptions): Promise<AnvilProcess | null> {
  const snapshot = await readSnapshot(options.dir);
  if (snapshot === null) return null;
  const [journalled] = await options.journal.blocksAfter(snapshot.number - 1);
  const isKnown = journalled?.number === snapshot.number;
  if (!isKnown || (journalled.hash !== null && journalled.hash !== snapshot.hash)) return null;
  const process = await startAnvil(options);
  const summary = await load(process, snapshot);
  if (summary === null) {
    process.kill();
    await process.exited;
    return null;
  }
  if (journalled.hash === null) {
    await options.journal.recordMined(await readMinedBlock(process.rpc, summary));
  }
  return process;
}

/** Loads a snapshot; null when the node cannot read it or comes out at another block. */
async function load(process: AnvilProcess, snapshot: NodeSnapshot): Promise<BlockSummary | null> {
  try {
    await process.rpc.call("anvil_loadState", `0x${snapshot.state.toString("hex")}`);
    const summary = await readBlockSummary(process.rpc, "latest");
    return summary.hash === snapshot.hash ? summary : null;
  } catch (error) {
    if (error instanceof RpcRefusedError) return null;
    throw error;
  }
}
