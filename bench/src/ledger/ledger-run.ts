import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  approveCall,
  type BlockJournal,
  type Call,
  type Contracts,
  deployment,
  depositBondCall,
  EmbeddedNode,
  itemsPerCall,
  type JournalledBlock,
  type LedgerView,
  type MinedBlock,
  type MinedReceipt,
  operatorAddress,
  readLedger,
  registerAccountsCall,
  registerMetersCall,
  setCreditLimitsCall,
  setRulesCall,
} from "@pumasi/chain";
import { loadKeccak } from "@pumasi/crypto";
import { type Hex, type Keccak256, type LedgerTerms, ZERO_HASH } from "@pumasi/protocol";
import { TARIFF } from "../generate-book.js";
import { FastSigner } from "./fast-signer.js";

export const CHAIN_ID = 31_337;
export const SLOT_SECONDS = 900;
export const FIRST_SLOT = 1_900_000;
/** Block time is market time, so that a window passes as soon as it is told to. */
export const WINDOW_SECONDS = 60;
export const SYSTEM_ACCOUNTS = 4;

const GENESIS = (FIRST_SLOT - 4) * SLOT_SECONDS;
const OPERATOR_KEY: Hex = `0x${"11".repeat(32)}`;
const BOND_PER_SLOT = 1_000n;
const CREDIT_LIMIT = 1_000_000_000_000n;

/** The start of a slot, in seconds since the Unix epoch. */
export function startOf(slot: number): number {
  return slot * SLOT_SECONDS;
}

/** Blocks in memory: a run that ends keeps nothing. */
class RunJournal implements BlockJournal {
  readonly blocks: JournalledBlock[] = [];

  async blocksAfter(number: number): Promise<JournalledBlock[]> {
    return this.blocks.filter((block) => block.number > number);
  }

  async recordMined(): Promise<void> {}
}

/** What an embedded ledger is made for. */
export interface RunSettings {
  /** Members with an account and a meter each. */
  members: number;
  /** Slots that are under way at once, from booked to paid. */
  ringSize: number;
}

/**
 * An operator with an embedded node of its own, on which everything is a real, signed transaction in a mined block. Stops at
 * the first transaction that is reverted.
 */
export class LedgerRun {
  readonly #dir: string;
  readonly #node: EmbeddedNode;
  readonly #journal: RunJournal;
  readonly #signers = new Map<Hex, FastSigner>();
  /** The time of the newest block that is planned, mined or not. */
  #planned = GENESIS;
  readonly #operator: FastSigner;
  readonly contracts: Contracts;
  /** The address of the operator, who deployed everything. */
  readonly operator = operatorAddress(OPERATOR_KEY);

  private constructor(
    own: { dir: string; node: EmbeddedNode; journal: RunJournal },
    readonly keccak: Keccak256,
    readonly settings: RunSettings,
  ) {
    this.#dir = own.dir;
    this.#node = own.node;
    this.#journal = own.journal;
    this.#operator = new FastSigner(keccak, OPERATOR_KEY, CHAIN_ID);
    this.contracts = this.#deployment().contracts;
  }

  /** Starts a node, deploys the contracts, locks the bond, records the rules and registers the members. */
  static async start(settings: RunSettings): Promise<LedgerRun> {
    const dir = mkdtempSync(join(tmpdir(), "pumasi-bench-"));
    const journal = new RunJournal();
    const node = await EmbeddedNode.start({
      ...{ dir, chainId: CHAIN_ID, genesisTimestamp: GENESIS, journal },
    });
    const run = new LedgerRun({ dir, node, journal }, await loadKeccak(), settings);
    try {
      await run.#setUp();
    } catch (error) {
      await run.end();
      throw error;
    }
    return run;
  }

  /** The time of the newest block that is planned. */
  get now(): number {
    return this.#planned;
  }

  /** The terms that all slots are settled by. */
  get terms(): LedgerTerms {
    return {
      rule: this.contracts.uniformPriceRule,
      ...{ priceFloor: 0, priceCap: 1_000_000, ...TARIFF },
      ...{ pricing: 0, kPpm: 0, ties: 0, product: 0, keys: 0, keysTotalPpm: 0 },
      ...{ keysRoot: ZERO_HASH, documentHash: `0x${"d0".repeat(32)}` },
    };
  }

  /** Mines one block of the operator's calls, at `time` or just after the last block. Blocks are mined in turn. */
  async mine(calls: readonly Call[], time = 0): Promise<MinedReceipt[]> {
    return this.#mine(
      calls.map((call) => this.#operator.sign(call)),
      time,
    );
  }

  /** Mines one block of calls, each signed by its own sender's key. */
  async mineFor(sent: readonly { key: Hex; call: Call }[], time = 0): Promise<MinedReceipt[]> {
    const raws: Hex[] = [];
    for (const { key, call } of sent) {
      const signer = this.#signers.get(key) ?? new FastSigner(this.keccak, key, CHAIN_ID);
      this.#signers.set(key, signer);
      raws.push(signer.sign(call));
    }
    return this.#mine(raws, time);
  }

  /** What anybody reads from the ledger. */
  read(): Promise<LedgerView> {
    const { contracts } = this;
    return readLedger({ rpcUrl: this.#node.rpcUrl, chainId: CHAIN_ID, contracts });
  }

  /** Stops the node and removes its folder. */
  async end(): Promise<void> {
    await this.#node.stop();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #mine(rawTransactions: Hex[], time: number): Promise<MinedReceipt[]> {
    const timestamp = Math.max(time, this.#planned + 1);
    this.#planned = timestamp;
    const number = this.#journal.blocks.length + 1;
    const block = { number, timestamp, rawTransactions };
    this.#journal.blocks.push({ ...block, hash: null });
    const mined: MinedBlock = await this.#node.mineBlock(block);
    for (const { revertReason, status } of mined.receipts) {
      if (status === "reverted") throw new Error(`block ${number} was refused: ${revertReason}`);
    }
    return mined.receipts;
  }

  #deployment() {
    return deployment(this.operator, 0, {
      slotSeconds: SLOT_SECONDS,
      gateClosureSeconds: SLOT_SECONDS,
      challengeWindowSeconds: WINDOW_SECONDS,
      stageSeconds: 86_400,
      firstSlot: FIRST_SLOT,
      ringSize: this.settings.ringSize,
      bondPerSlot: BOND_PER_SLOT,
      attestationPpm: 666_667,
      coinName: "Community coin",
      coinSymbol: "KRW",
      adminTransferDelaySeconds: 86_400,
      rulesNoticeSeconds: 450,
      withdrawalDelaySeconds: 60,
      responseSeconds: 1_800,
      demandDeposit: 100n,
      bondSupply: 10n * BOND_PER_SLOT * BigInt(this.settings.ringSize),
    });
  }

  async #setUp(): Promise<void> {
    const { contracts, settings } = this;
    const { community, market, ledger, bondCoin } = contracts;
    const bond = 2n * BOND_PER_SLOT * BigInt(settings.ringSize);
    await this.mine([
      ...this.#deployment().calls.map(([, call]) => call),
      approveCall(bondCoin, market, bond),
      depositBondCall(market, bond),
      setRulesCall(community, this.terms, FIRST_SLOT),
    ]);
    const accounts = Array.from({ length: settings.members }, (_, i) => SYSTEM_ACCOUNTS + i);
    const pseudonym = (account: number): Hex => `0xaa${`${account}`.padStart(62, "0")}`;
    for (const part of parts(accounts, itemsPerCall("registerAccounts"))) {
      await this.mine([registerAccountsCall(community, part.map(pseudonym))]);
    }
    for (const part of parts(accounts, itemsPerCall("registerMeters"))) {
      await this.mine([registerMetersCall(community, part)]);
    }
    for (const part of parts(accounts, itemsPerCall("setCreditLimits"))) {
      const limits = part.map((account) => ({ account, limit: CREDIT_LIMIT }));
      await this.mine([setCreditLimitsCall(ledger, limits)]);
    }
  }
}

/** Cuts a list into parts of at most `size`. */
export function parts<T>(list: readonly T[], size: number): T[][] {
  const cut: T[][] = [];
  for (let from = 0; from < list.length; from += size) cut.push(list.slice(from, from + size));
  return cut;
}
