import {
  type BlockPlace,
  ChainError,
  ExternalLedger,
  LedgerMovingError,
  type LedgerStep,
  readBlockTime,
  type TransactionSigner,
} from "@pumasi/chain";
import type { Database } from "@pumasi/database";
import type { Logger } from "pino";
import type { Writer } from "../writer.js";
import { followActions } from "./follow-actions.js";
import type { LedgerConnection } from "./ledger-connection.js";
import { DatabaseTransactionJournal } from "./transaction-journal.js";

/** A ledger that others run is looked at this often, wall ms. */
const LOOK_EVERY_MS = 1_000;

/** After a fault it is looked at again so much later, wall ms. */
const RETRY_MS = 5_000;

export interface ExternalLedgerWorkerSettings {
  rpcUrl: string;
  chainId: number;
  signer: TransactionSigner;
  /** How many blocks must stand on an action, its own included. */
  confirmations: number;
  /** In the ledger's smallest unit, for each unit of gas. */
  maxFeePerGas: bigint;
  /** Only looks; sends nothing. */
  isReadOnly: boolean;
  /** How often to look, and when again after a fault, wall ms; only tests give these. */
  lookEveryMs?: number;
  retryMs?: number;
  repriceAfterMs?: number;
}

/**
 * Brings the outbox to a ledger that others run, and follows it there until it is confirmed. Works beside the trading
 * process, which never waits for it. All that must not be lost is in the database.
 */
export class ExternalLedgerWorker implements LedgerConnection {
  readonly isEmbedded = false;
  readonly rpcUrl: string;
  problem: string | null = null;
  head: BlockPlace | null = null;
  onBlocks: LedgerConnection["onBlocks"] = null;
  private followedUntil = -1;
  private readonly ledger: ExternalLedger;
  private readonly lookEveryMs: number;
  private readonly retryMs: number;
  private running: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private isStopping = false;
  private isAsked = false;
  private idle: (() => void)[] = [];

  constructor(
    database: Database,
    writer: Writer,
    private readonly settings: ExternalLedgerWorkerSettings,
    private readonly log: Logger,
  ) {
    const { lookEveryMs = LOOK_EVERY_MS, retryMs = RETRY_MS, ...rest } = settings;
    this.rpcUrl = settings.rpcUrl;
    this.lookEveryMs = lookEveryMs;
    this.retryMs = retryMs;
    this.ledger = new ExternalLedger({
      ...rest,
      journal: new DatabaseTransactionJournal(database, writer, (tx, actions) =>
        followActions(tx, actions, log),
      ),
      now: () => Date.now(),
    });
  }

  /**
   * Looks whether this is the ledger that the database tells of. A ledger that cannot be reached is no reason not to
   * start: work is kept. Throws `WrongChainError`, `ForeignTransactionError` and `ConfirmedBlockGoneError`.
   */
  async start(): Promise<void> {
    try {
      await this.ledger.check();
    } catch (error) {
      if (!(error instanceof ChainError) || !error.retryable) throw error;
      this.show(error.message);
    }
  }

  wake(): void {
    this.isAsked = true;
    if (this.running !== null || this.isStopping || this.settings.isReadOnly) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.running = this.look().then((pauseMs) => {
      this.running = null;
      if (this.isStopping) this.release();
      else if (pauseMs === 0) this.wake();
      else this.timer = setTimeout(() => this.wake(), pauseMs);
    });
  }

  drained(): Promise<void> {
    this.wake();
    return new Promise((resolve) => {
      if (this.running === null) resolve();
      else this.idle.push(resolve);
    });
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.running;
    this.release();
    this.ledger.close();
  }

  /** Does what can be done now; gives how long to wait before the next look, wall ms. */
  private async look(): Promise<number> {
    this.isAsked = false;
    try {
      const step = await this.ledger.step();
      this.head = step.head;
      await this.followBlocks(step.head);
      this.show(step.problems[0]?.message ?? null);
      this.report(step);
      const isIdle = step.inFlight === 0 && step.included === 0 && step.final === 0;
      if ((isIdle && !this.isAsked) || this.problem !== null) this.release();
      return step.final > 0 || (isIdle && this.isAsked) ? 0 : this.lookEveryMs;
    } catch (error) {
      // New blocks came meanwhile, from a node that keeps no older state: nothing is wrong, look at them.
      if (error instanceof LedgerMovingError) return this.lookEveryMs;
      this.show(error instanceof Error ? error.message : String(error), error);
      this.release();
      return this.retryMs;
    }
  }

  /** Only confirmed blocks are read: what is in others may be dropped again. */
  private async followBlocks(head: BlockPlace): Promise<void> {
    const confirmed = head.number - this.settings.confirmations + 1;
    if (this.onBlocks === null || confirmed < 0 || confirmed <= this.followedUntil) return;
    const { rpcUrl } = this;
    const timestamp = await readBlockTime(rpcUrl, confirmed);
    await this.onBlocks({ rpcUrl, head: { number: confirmed, timestamp } });
    this.followedUntil = confirmed;
  }

  private report({ droppedBlocks, head }: LedgerStep): void {
    if (droppedBlocks === 0) return;
    this.log.warn(
      { droppedBlocks, head: head.number },
      "the ledger was re-organised; what it dropped is sent again",
    );
  }

  /** A problem is loud once, not at every look, and stays visible until it is over. */
  private show(problem: string | null, cause?: unknown): void {
    if (problem !== null && problem !== this.problem) {
      this.log.error({ err: cause }, `the ledger does not take all of its work: ${problem}`);
    }
    this.problem = problem;
  }

  private release(): void {
    for (const done of this.idle.splice(0)) done();
  }
}
