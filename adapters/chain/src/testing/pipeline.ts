import type { Call } from "../call.js";
import { ExternalLedger, type ExternalLedgerSettings } from "../external-ledger.js";
import { signerWithKey } from "../transaction-signer.js";
import { FakeNode } from "./fake-node.js";
import { MemoryTransactionJournal } from "./memory-transaction-journal.js";
import { operatorKey } from "./test-community.js";

/** A call of nothing to nobody, distinguishable by its number. */
export function callOf(number: number): Call {
  return {
    to: `0x${"0b".repeat(20)}`,
    data: `0x${number.toString(16).padStart(8, "0")}`,
    gas: 50_000n,
  };
}

/** A pipeline over a fake node, with a clock that a test moves. */
export class TestPipeline {
  readonly node = new FakeNode();
  readonly journal = new MemoryTransactionJournal();
  readonly signer = signerWithKey(operatorKey);
  settings: Partial<ExternalLedgerSettings> = {};
  now = 1_000_000;
  #ledger: ExternalLedger | null = null;

  get ledger(): ExternalLedger {
    this.#ledger ??= new ExternalLedger({
      ...{ rpcUrl: this.node.rpcUrl, chainId: this.node.chainId, signer: this.signer },
      ...{ journal: this.journal, confirmations: 3, maxFeePerGas: 1000n },
      now: () => this.now,
      ...this.settings,
    });
    return this.#ledger;
  }

  /** Throws away all that is in memory, as a kill does. */
  forget(): void {
    this.#ledger?.close();
    this.#ledger = null;
  }

  step() {
    return this.ledger.step();
  }

  async mine(blocks = 1): Promise<void> {
    for (let made = 0; made < blocks; made++) await this.node.mine();
  }

  /** Mines and steps until nothing is open. */
  async finish(): Promise<void> {
    for (let tries = 0; this.journal.final.length < this.journal.actions.length; tries++) {
      if (tries > 200) throw new Error("The pipeline does not come to an end.");
      await this.node.mine();
      await this.step();
    }
  }

  async end(): Promise<void> {
    this.forget();
    await this.node.stop();
  }
}
