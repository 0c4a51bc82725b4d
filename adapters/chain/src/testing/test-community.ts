import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "viem";
import type { MinedBlock } from "../block-journal.js";
import type { Call } from "../call.js";
import { setMarketCall } from "../community-calls.js";
import {
  deployCoinCall,
  deployCommunityCall,
  deployLedgerCall,
  deployMarketCall,
} from "../deploy-calls.js";
import { EmbeddedNode } from "../embedded-node.js";
import { contractAddressAt, operatorAddress, signTransaction } from "../sign-transaction.js";
import { MemoryJournal } from "./memory-journal.js";

export const chainId = 31_337;
export const operatorKey: Hex = `0x${"11".repeat(32)}`;
export const operator = operatorAddress(operatorKey);
export const strangerKey: Hex = `0x${"22".repeat(32)}`;

export const settings = {
  slotSeconds: 900,
  gateClosureSeconds: 900,
  challengeWindowSeconds: 3600,
  firstSlot: 1_900_000,
  ringSize: 96,
};
export const genesisTimestamp = (settings.firstSlot - 4) * settings.slotSeconds;

/** The contracts of the operator's first four transactions. */
export const contracts = {
  coin: contractAddressAt(operator, 0),
  community: contractAddressAt(operator, 1),
  market: contractAddressAt(operator, 2),
  ledger: contractAddressAt(operator, 3),
};

/** A word of 32 equal bytes. */
export function filled(byte: number): Hex {
  return `0x${byte.toString(16).padStart(2, "0").repeat(32)}`;
}

/** The start of a slot, in seconds since the Unix epoch. */
export function startOf(slot: number): number {
  return slot * settings.slotSeconds;
}

/** An operator with a journal and a node, as a test drives them: calls in, a mined block out. */
export class TestOperator {
  readonly journal: MemoryJournal;
  readonly dir = mkdtempSync(join(tmpdir(), "pumasi-chain-"));
  #node: EmbeddedNode | null = null;
  readonly #nonces = new Map<Hex, number>();

  constructor(journal = new MemoryJournal()) {
    this.journal = journal;
  }

  get node(): EmbeddedNode {
    if (this.#node === null) throw new Error("The node was not started.");
    return this.#node;
  }

  /** Starts the node, or starts it again after its end. */
  async start(): Promise<void> {
    const { dir, journal } = this;
    this.#node = await EmbeddedNode.start({ dir, chainId, genesisTimestamp, journal });
  }

  /** Signs calls with the next nonces. */
  async sign(calls: readonly Call[], privateKey: Hex = operatorKey): Promise<Hex[]> {
    const raws: Hex[] = [];
    for (const call of calls) {
      const nonce = this.#nonces.get(privateKey) ?? 0;
      this.#nonces.set(privateKey, nonce + 1);
      raws.push((await signTransaction({ privateKey, chainId, nonce, ...call })).raw);
    }
    return raws;
  }

  /** Journals and mines one block of these calls. */
  async mine(timestamp: number, calls: readonly Call[], privateKey?: Hex): Promise<MinedBlock> {
    const rawTransactions = await this.sign(calls, privateKey);
    const block = { number: this.journal.blocks.length + 1, timestamp, rawTransactions };
    this.journal.plan(block);
    const mined = await this.node.mineBlock(block);
    await this.journal.recordMined(mined);
    return mined;
  }

  /** Mines the four contracts and names the market; block 1. */
  async deploy(): Promise<MinedBlock> {
    return this.mine(genesisTimestamp + 1, [
      deployCoinCall({ name: "Test coin", symbol: "TEST", admin: operator, issuer: operator }),
      deployCommunityCall({
        admin: operator,
        adminTransferDelaySeconds: 86_400,
        operator,
        treasurer: operator,
      }),
      deployMarketCall(contracts.community, settings),
      deployLedgerCall(contracts),
      setMarketCall(contracts.community, contracts.market),
    ]);
  }

  /** Stops the node and removes its folder. */
  async end(): Promise<void> {
    await this.#node?.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
