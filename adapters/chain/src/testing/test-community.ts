import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LedgerTerms } from "@pumasi/protocol";
import type { Hex } from "viem";
import type { MinedBlock } from "../block-journal.js";
import type { Call } from "../call.js";
import { approveCall } from "../coin-calls.js";
import { setRulesCall } from "../community-calls.js";
import { type DeploymentTerms, deployment as deploymentOf } from "../deployment.js";
import { EmbeddedNode } from "../embedded-node.js";
import { depositBondCall } from "../market-calls.js";
import { operatorAddress, signTransaction } from "../sign-transaction.js";
import { MemoryJournal } from "./memory-journal.js";

export const chainId = 31_337;
export const operatorKey: Hex = `0x${"11".repeat(32)}`;
export const operator = operatorAddress(operatorKey);
export const strangerKey: Hex = `0x${"22".repeat(32)}`;

export const settings = {
  slotSeconds: 900,
  gateClosureSeconds: 900,
  challengeWindowSeconds: 3600,
  stageSeconds: 86_400,
  firstSlot: 1_900_000,
  ringSize: 96,
};
export const genesisTimestamp = (settings.firstSlot - 4) * settings.slotSeconds;

/** What the test community's contracts are made with. */
export const deploymentTerms: DeploymentTerms = {
  ...settings,
  bondPerSlot: 1000n,
  attestationPpm: 666_667,
  coinName: "Test coin",
  coinSymbol: "TEST",
  adminTransferDelaySeconds: 86_400,
  rulesNoticeSeconds: 450,
  withdrawalDelaySeconds: 60,
  responseSeconds: 1800,
  demandDeposit: 100n,
  bondSupply: 1_000_000n,
};

const made = deploymentOf(operator, 0, deploymentTerms);

/** The contracts of the operator's first transactions. */
export const { contracts } = made;

/** Makes the contracts and fills the operator's bond; the operator's first transactions. */
export const deployment: readonly Call[] = [
  ...made.calls.map(([, call]) => call),
  approveCall(contracts.bondCoin, contracts.market, 500_000n),
  depositBondCall(contracts.market, 500_000n),
];

/** Terms with which books can be closed from a slot on. */
export const terms: LedgerTerms = {
  rule: contracts.uniformPriceRule,
  priceFloor: 0,
  priceCap: 1_000_000,
  retailPrice: 300_000,
  feedInPrice: 80_000,
  buyerFee: 0,
  sellerFee: 0,
  pricing: 0,
  kPpm: 0,
  ties: 0,
  product: 0,
  keys: 0,
  keysTotalPpm: 0,
  keysRoot: filled(0),
  documentHash: filled(9),
};

/** Records those terms, without which no book closes. */
export const rulesCall = setRulesCall(contracts.community, terms, settings.firstSlot);

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

  /** Mines the contracts, and what follows them at once; block 1. */
  async deploy(...further: Call[]): Promise<MinedBlock> {
    return this.mine(genesisTimestamp + 1, [...deployment, ...further]);
  }

  /** Stops the node and removes its folder. */
  async end(): Promise<void> {
    await this.#node?.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
