import { ChainError } from "../errors.js";
import {
  ExternalLedger,
  type ExternalLedgerSettings,
  type LedgerStep,
} from "../external-ledger.js";
import { signerWithKey } from "../transaction-signer.js";
import type { EvmUnderTest } from "./evm-under-test.js";
import { MemoryTransactionJournal } from "./memory-transaction-journal.js";
import { chainId, genesisTimestamp, operatorKey } from "./test-community.js";

/** Thrown where a test has the process die; nothing of what it had in memory is there afterwards. */
export class Killed extends Error {}

/** Waiting for a window goes in steps of this many seconds of the chain's time. */
const idleSeconds = 300;

/** A journal, a chain and the pipeline between them, driven block by block; faults of the connection are met as a worker would. */
export class ExternalRun {
  readonly journal = new MemoryTransactionJournal();
  /** The chain's time and the clock's, seconds since the Unix epoch. */
  time = genesisTimestamp + 10;
  /** Every fault that was met, by its code. */
  readonly met = new Map<string, number>();
  #ledger: ExternalLedger | null = null;

  constructor(
    private readonly evm: EvmUnderTest,
    private readonly settings: Partial<ExternalLedgerSettings> = {},
  ) {}

  get ledger(): ExternalLedger {
    this.#ledger ??= new ExternalLedger({
      ...{ rpcUrl: this.evm.rpcUrl, chainId, signer: signerWithKey(operatorKey) },
      ...{ journal: this.journal, confirmations: 2, maxFeePerGas: 10n ** 12n },
      now: () => this.time * 1000,
      ...this.settings,
    });
    return this.#ledger;
  }

  /** Throws away all that the pipeline has in memory. */
  forget(): void {
    this.#ledger?.close();
    this.#ledger = null;
  }

  /** One look of the pipeline; null when the connection or the process let it down. */
  async step(): Promise<LedgerStep | null> {
    try {
      return await this.ledger.step();
    } catch (error) {
      if (error instanceof Killed) {
        this.forget();
        return null;
      }
      if (!(error instanceof ChainError) || !error.retryable) throw error;
      this.met.set(error.code, (this.met.get(error.code) ?? 0) + 1);
      return null;
    }
  }

  async mine(seconds = 1): Promise<void> {
    this.time += seconds;
    await this.evm.mine(this.time);
  }

  async reorganise(depth: number): Promise<void> {
    await this.evm.reorganise(depth);
    this.time += depth + 1;
  }

  /** What was refused, and why. */
  refusals(): (string | null)[] {
    return this.journal.final
      .filter(({ status }) => status === "reverted")
      .map(({ nonce, revertReason }) => `${nonce}: ${revertReason}`);
  }

  /** Steps and mines until everything is final; `between` disturbs after each block. */
  async finish(between: (block: number) => Promise<void> = async () => {}): Promise<void> {
    for (let block = 0; this.journal.final.length < this.journal.actions.length; block++) {
      if (block > 1500) throw new Error("The ledger does not come to an end.");
      const step = await this.step();
      const isIdle = step !== null && step.inFlight === 0 && step.included === 0;
      await this.mine(isIdle ? this.#secondsUntilNext() : 1);
      await between(block);
    }
    await this.step();
  }

  close(): void {
    this.forget();
  }

  #secondsUntilNext(): number {
    const next = this.journal.actions[this.journal.final.length];
    const seconds = (next?.at ?? 0) / 1000 - this.time;
    return seconds > 0 ? seconds : idleSeconds;
  }
}
