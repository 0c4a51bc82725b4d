import type { Address } from "viem";
import type { ChainError } from "./errors.js";
import {
  ConfirmedBlockGoneError,
  LedgerBehindError,
  WrongChainError,
} from "./external-ledger-errors.js";
import { type ChainHeader, type ChainStep, FollowedChain } from "./followed-chain.js";
import { type Inclusion, Inclusions } from "./inclusions.js";
import { connectJsonRpc, type JsonRpc, withoutSecrets } from "./json-rpc.js";
import { replayRefusal } from "./replay-refusal.js";
import type {
  BlockPlace,
  FinalAction,
  OpenAction,
  TransactionJournal,
} from "./transaction-journal.js";
import { TransactionSender } from "./transaction-sender.js";
import type { TransactionSigner } from "./transaction-signer.js";

export interface ExternalLedgerSettings {
  rpcUrl: string;
  chainId: number;
  signer: TransactionSigner;
  journal: TransactionJournal;
  /** How many blocks, its own included, must stand on an action before it is final; at least 1. */
  confirmations: number;
  /** The most that a unit of gas may cost, in the chain's smallest unit. */
  maxFeePerGas: bigint;
  /** How many transactions may wait for a block at once; 64 unless given. */
  maxInFlight?: number;
  /** How long (ms) one may wait before it is re-priced; a minute unless given. */
  repriceAfterMs?: number;
  /** How far (ms) a block's time may be behind the clock; 15 s unless given. */
  clockToleranceMs?: number;
  /** How long one request may take, wall ms. */
  rpcTimeoutMs?: number;
  /** Wall time, ms since 1970. */
  now(): number;
}

/** Where the ledger is after a step. */
export interface LedgerStep {
  head: BlockPlace;
  /** How many actions became final. */
  final: number;
  /** How many are in a block and not final yet. */
  included: number;
  /** How many are signed and in no block. */
  inFlight: number;
  /** How many blocks that had been followed are not on the chain any more. */
  droppedBlocks: number;
  /** What keeps the ledger from taking more, in the order met; it is tried again at the next step. */
  problems: ChainError[];
}

/** Blocks are followed so much deeper than confirmations need, so that a deep re-organisation is seen as one. */
const spareDepth = 32;

/**
 * A ledger that others run, reached over standard JSON-RPC only. Brings a journal's actions to it in nonce order, many
 * at a time, each signed transaction journalled before it is sent; follows them by block hash, through
 * re-organisations, until they are confirmed. The journal holds all that must not be lost: this object can be
 * thrown away at any moment and be made again.
 */
export class ExternalLedger {
  readonly #settings: ExternalLedgerSettings;
  readonly #rpc: JsonRpc;
  readonly #url: string;
  readonly #chain: FollowedChain;
  readonly #inclusions: Inclusions;
  readonly #sender: TransactionSender;
  #isChecked = false;

  constructor(settings: ExternalLedgerSettings) {
    const { rpcUrl, rpcTimeoutMs, confirmations, signer } = settings;
    if (!Number.isSafeInteger(confirmations) || confirmations < 1) {
      throw new RangeError(
        `${confirmations} confirmations: at least one block must hold an action.`,
      );
    }
    this.#settings = settings;
    this.#rpc = connectJsonRpc(
      rpcUrl,
      rpcTimeoutMs === undefined ? {} : { timeoutMs: rpcTimeoutMs },
    );
    this.#url = withoutSecrets(rpcUrl);
    this.#chain = new FollowedChain(this.#rpc, this.#url, confirmations + spareDepth);
    this.#inclusions = new Inclusions(this.#rpc, this.#url, signer.address, confirmations);
    const { repriceAfterMs = 60_000, clockToleranceMs = 15_000 } = settings;
    this.#sender = new TransactionSender(this.#rpc, {
      ...settings,
      ...{ repriceAfterMs, clockToleranceMs },
    });
  }

  /** Whose transactions these are. */
  get address(): Address {
    return this.#settings.signer.address;
  }

  /**
   * Looks whether this is the ledger that the journal tells of, and sends nothing. Throws `WrongChainError`,
   * `ForeignTransactionError` and `ConfirmedBlockGoneError`, which trying again does not help, `LedgerBehindError`,
   * `LedgerMovingError`, `RpcUnreachableError` and `RpcRefusedError`.
   */
  async check(): Promise<void> {
    await this.#look();
  }

  /**
   * Looks once at the chain and does all that can be done now; call it again after a while, always one at a time.
   * Throws what `check` throws, and then nothing was sent.
   */
  async step(): Promise<LedgerStep> {
    const { journal, maxInFlight = 64 } = this.#settings;
    const { head, dropped, firstOpen, signed } = await this.#look();
    const final = await this.#finish(signed, head);
    const open = await journal.openActions(maxInFlight + this.#inclusions.size);
    const waiting = open.filter(({ nonce }) => this.#inclusions.of(nonce) === null);
    const sendable = waiting.slice(0, maxInFlight);
    const sent = await this.#sender.send(sendable, firstOpen + final, head);
    return { head, final, included: this.#inclusions.size, droppedBlocks: dropped, ...sent };
  }

  close(): void {
    this.#rpc.close();
  }

  /** Follows the chain to its newest block, and what is in flight into its blocks. */
  async #look() {
    const { journal } = this.#settings;
    const isFirst = !this.#isChecked;
    // Unless all of this succeeds, another node may answer at this address the next time.
    this.#isChecked = false;
    if (isFirst) await this.#checkChainId();
    const moved = await this.#chain.step();
    const last = await journal.lastFinal();
    await this.#checkLastFinal(last, moved, isFirst);
    this.#inclusions.forgetAbove(moved.sharedUntil);
    // Also what was in a dropped block before anybody looked, and what the node forgot together with the block.
    if (moved.dropped > 0) this.#sender.sendAllAgain();
    const signed = await journal.openActions(0);
    const firstOpen = last === null ? 0 : last.nonce + 1;
    await this.#inclusions.find(signed, firstOpen, this.#chain, moved.head);
    this.#isChecked = true;
    return { head: moved.head, dropped: moved.dropped, firstOpen, signed };
  }

  async #checkChainId(): Promise<void> {
    const { chainId } = this.#settings;
    const found = Number(await this.#rpc.call("eth_chainId"));
    if (found !== chainId) throw new WrongChainError({ url: this.#url, expected: chainId, found });
  }

  /** What was confirmed must be on the chain. While blocks link to ones that were followed before, it is. */
  async #checkLastFinal(
    last: { block: BlockPlace } | null,
    { head, sharedUntil }: ChainStep,
    isFirst: boolean,
  ): Promise<void> {
    if (last === null) return;
    const { number, hash: journalled } = last.block;
    if (!isFirst && sharedUntil !== null && sharedUntil >= number) return;
    if (head.number < number) {
      const problem = `an action is final in block ${number}`;
      throw new LedgerBehindError({ url: this.#url, head: head.number, problem });
    }
    const found = this.#chain.header(number)?.hash ?? (await this.#readHash(number));
    if (found !== journalled) {
      throw new ConfirmedBlockGoneError({ number, journalled, found: found ?? "not there" });
    }
  }

  async #readHash(number: number): Promise<string | null> {
    const tag = `0x${number.toString(16)}`;
    const block = await this.#rpc.call("eth_getBlockByNumber", tag, false);
    return typeof block === "object" && block !== null && "hash" in block
      ? String(block.hash)
      : null;
  }

  /** Journals the lowest open actions that are confirmed, and gives how many those are. */
  async #finish(open: readonly OpenAction[], head: ChainHeader): Promise<number> {
    const final: FinalAction[] = [];
    for (const action of open) {
      const inclusion = this.#inclusions.of(action.nonce);
      if (inclusion === null) break;
      const blocks = head.number - inclusion.block.number + 1;
      if (blocks < this.#settings.confirmations) break;
      final.push(await this.#describe(action, inclusion));
    }
    if (final.length === 0) return 0;
    await this.#settings.journal.recordFinal(final);
    for (const action of open.slice(0, final.length)) {
      this.#inclusions.forget(action.nonce);
      this.#sender.forget(action);
    }
    return final.length;
  }

  async #describe(action: OpenAction, inclusion: Inclusion): Promise<FinalAction> {
    const { nonce } = action;
    const isRefused = inclusion.status === "reverted";
    const { number } = inclusion.block;
    const revertReason = isRefused
      ? await replayRefusal(this.#rpc, this.address, action, number)
      : null;
    return { nonce, ...inclusion, revertReason };
  }
}
