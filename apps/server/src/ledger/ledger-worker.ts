import {
  EmbeddedNode,
  EmbeddedNodeDownError,
  type MinedBlock,
  TransactionRefusedError,
} from "@pumasi/chain";
import type { Database } from "@pumasi/database";
import type { Hex } from "@pumasi/protocol";
import type { Logger } from "pino";
import type { Writer } from "../writer.js";
import { DatabaseJournal } from "./block-journal.js";
import { followActions } from "./follow-actions.js";
import { dropRefusedForeign, planForeignBlock } from "./foreign-transactions.js";
import type { LedgerConnection } from "./ledger-connection.js";
import { planBlocks } from "./plan-blocks.js";

/** A new snapshot is worth its writing after so many blocks; until then they are re-mined at a start. */
const BLOCKS_PER_SNAPSHOT = 2000;

/** Work gathers this long (wall ms) before it is planned together; planning block by block costs more than mining. */
const GATHERING_MS = 50;

/** After a fault of the ledger the worker tries again this much later, wall ms. */
const RETRY_MS = 2_000;

export interface LedgerSettings {
  /** The embedded node's own folder. */
  directory: string;
  chainId: number;
  genesisTimestamp: number;
  operatorKey: Hex;
  /** Market time, ms. */
  now(): number;
}

/**
 * Brings the outbox to the ledger: plans blocks, mines them, records what became of them. Works beside
 * the trading process, which never waits for it; starts the node again when it dies.
 */
export class LedgerWorker implements LedgerConnection {
  readonly isEmbedded = true;
  readonly head = null;
  onBlocks: LedgerConnection["onBlocks"] = null;
  private node: EmbeddedNode | null = null;
  private running: Promise<void> | null = null;
  private isAsked = false;
  private isStopping = false;
  /** What keeps the ledger from taking work, in words for people; null when nothing does. */
  problem: string | null = null;
  /** After a fault the node may lack blocks that are planned: it is started anew from the journal, which has them. */
  private isNodeDoubtful = false;
  private blocksSinceSnapshot = 0;
  private readonly journal: DatabaseJournal;
  private idle: (() => void)[] = [];

  constructor(
    database: Database,
    private readonly writer: Writer,
    private readonly settings: LedgerSettings,
    private readonly log: Logger,
  ) {
    this.journal = new DatabaseJournal(database, (tx, actions) => followActions(tx, actions, log));
  }

  /** Starts the node and re-mines what the journal holds; `onProgress` tells how far it is. */
  async start(onProgress?: (done: number) => void): Promise<void> {
    try {
      await this.startNode(onProgress);
    } catch (error) {
      // A kill may have left the last block planned with a foreign transaction that can never be mined.
      if (!(error instanceof TransactionRefusedError && (await this.dropForeign(error))))
        throw error;
      await this.startNode(onProgress);
    }
  }

  private async startNode(onProgress?: (done: number) => void): Promise<void> {
    this.node = await EmbeddedNode.start({
      dir: this.settings.directory,
      chainId: this.settings.chainId,
      genesisTimestamp: this.settings.genesisTimestamp,
      journal: this.journal,
      onProgress: (progress) => onProgress?.(progress.blockNumber),
    });
    this.watch(this.node);
  }

  get rpcUrl(): string | null {
    return this.node?.rpcUrl ?? null;
  }

  /** Asks the worker to look into the outbox. */
  wake(): void {
    this.isAsked = true;
    if (this.running !== null || this.isStopping || this.node === null) return;
    this.running = this.work()
      .then(() => {
        this.problem = null;
      })
      .catch((error: unknown) => this.failed(error))
      .finally(() => {
        this.running = null;
        if (this.isAsked && !this.isStopping) this.wake();
        else for (const done of this.idle.splice(0)) done();
      });
  }

  /** The outbox keeps everything while the ledger does not take it; the fault is shown and it is tried again. */
  private failed(error: unknown): void {
    this.log.error({ err: error }, "the ledger did not take its work; trying again");
    this.problem = error instanceof Error ? error.message : String(error);
    this.isNodeDoubtful = true;
    if (!this.isStopping) setTimeout(() => this.wake(), RETRY_MS);
  }

  /** Settles when the outbox has been worked off. */
  drained(): Promise<void> {
    this.wake();
    return new Promise((resolve) => {
      if (this.running === null) resolve();
      else this.idle.push(resolve);
    });
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.running;
    if (this.node !== null) {
      if (this.blocksSinceSnapshot > 0 && !this.isNodeDoubtful) await this.node.snapshot();
      await this.node.stop();
    }
  }

  private async work(): Promise<void> {
    this.isAsked = false;
    if (this.isNodeDoubtful) {
      await this.node?.stop();
      await this.start();
      this.isNodeDoubtful = false;
    }
    const { operatorKey, chainId, genesisTimestamp } = this.settings;
    while (!this.isStopping) {
      const blocks = await this.writer.write((tx) =>
        planBlocks(tx, { privateKey: operatorKey, chainId }, genesisTimestamp),
      );
      if (blocks.length > 0) await this.mine(blocks);
      else {
        const isMined = await this.mineForeign();
        await this.followBlocks();
        if (!isMined) return;
      }
      await new Promise((resolve) => setTimeout(resolve, GATHERING_MS));
    }
  }

  /** Mines the oldest transaction that others brought; false when none waits. */
  private async mineForeign(): Promise<boolean> {
    const { genesisTimestamp, now } = this.settings;
    const block = await this.writer.write((tx) => planForeignBlock(tx, now(), genesisTimestamp));
    if (block === null) return false;
    try {
      await this.mine([block]);
    } catch (error) {
      if (!(error instanceof TransactionRefusedError && (await this.dropForeign(error))))
        throw error;
    }
    return true;
  }

  private async followBlocks(): Promise<void> {
    const { head, rpcUrl } = this.node as EmbeddedNode;
    await this.onBlocks?.({ rpcUrl, head });
  }

  private dropForeign(error: TransactionRefusedError): Promise<boolean> {
    return this.writer.write((tx) => dropRefusedForeign(tx, error.reason));
  }

  private async mine(blocks: Awaited<ReturnType<typeof planBlocks>>): Promise<void> {
    const mined: MinedBlock[] = [];
    try {
      for (const block of blocks) mined.push(await (this.node as EmbeddedNode).mineBlock(block));
    } catch (error) {
      if (!(error instanceof EmbeddedNodeDownError) || this.isStopping) throw error;
      // The journal has these blocks; the new node mines them and records them while it starts.
      this.log.warn({ err: error }, "the embedded ledger is down; starting it again");
      await this.start();
      return;
    }
    await this.writer.exclusive(() => this.journal.recordAllMined(mined));
    this.blocksSinceSnapshot += mined.length;
    if (this.blocksSinceSnapshot >= BLOCKS_PER_SNAPSHOT) {
      await (this.node as EmbeddedNode).snapshot();
      this.blocksSinceSnapshot = 0;
    }
  }

  private watch(node: EmbeddedNode): void {
    void node.exited.then(({ expected, reason }) => {
      if (expected || this.isStopping || this.node !== node || this.running !== null) return;
      this.log.warn({ reason }, "the embedded ledger ended; starting it again");
      this.isNodeDoubtful = true;
      this.wake();
    });
  }
}
