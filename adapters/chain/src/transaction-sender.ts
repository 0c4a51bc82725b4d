import type { Hex } from "viem";
import { ChainError, RpcUnreachableError } from "./errors.js";
import {
  FeeCapReachedError,
  InsufficientFundsError,
  TransactionNotTakenError,
} from "./external-ledger-errors.js";
import type { ChainHeader } from "./followed-chain.js";
import type { JsonRpc } from "./json-rpc.js";
import { readFees } from "./read-fees.js";
import { wouldRefuse } from "./replay-refusal.js";
import { readSendRefusal } from "./send-answer.js";
import { isTimeBound, refusedUntil } from "./time-bound-calls.js";
import {
  areBelow,
  capFees,
  highestPrice,
  isFree,
  raiseFees,
  type TransactionFees,
} from "./transaction-fees.js";
import type {
  JournalledTransaction,
  OpenAction,
  TransactionJournal,
} from "./transaction-journal.js";
import type { TransactionSigner } from "./transaction-signer.js";

/** Small enough that a node which takes a request's calls up side by side keeps their order. */
const sendsPerBatch = 16;

export interface SenderSettings {
  chainId: number;
  signer: TransactionSigner;
  journal: TransactionJournal;
  /** The most that a unit of gas may cost, in the chain's smallest unit. */
  maxFeePerGas: bigint;
  /** A transaction that is in no block so long (ms) after its signature is re-priced, and sent again in any case. */
  repriceAfterMs: number;
  /** How far (ms) a block's time may be behind the clock; an action waits so much longer where no blocks are made. */
  clockToleranceMs: number;
  /** Wall time, ms since 1970. */
  now(): number;
}

/** What a sending round came to: how many are signed and in no block, and what stands in the way of some. */
export interface SendingRound {
  inFlight: number;
  problems: ChainError[];
}

/**
 * Signs, journals, sends, and re-prices. It remembers only what it has handed to the node since it was made; whatever
 * it does not remember it sends again, which is harmless: a nonce is taken once.
 */
export class TransactionSender {
  /** Transactions that the node has taken: when last, at which block first, and whether it may have lost them. */
  readonly #sent = new Map<Hex, { at: number; head: number; isLost: boolean }>();
  /** Nonces that the node wants a better price for, and the block at which it said so. */
  readonly #urgent = new Map<number, number>();

  /** The block at which the node was last asked what it still has. */
  #lookedAt = -1;

  constructor(
    private readonly rpc: JsonRpc,
    private readonly settings: SenderSettings,
  ) {}

  /** The node may have lost what it was sent. */
  sendAllAgain(): void {
    for (const sent of this.#sent.values()) sent.isLost = true;
  }

  /** A final action needs no memory. */
  forget(action: OpenAction): void {
    for (const { hash } of action.transactions) this.#sent.delete(hash);
    this.#urgent.delete(action.nonce);
  }

  /** Brings actions that are in no block, in nonce order, on their way; those below `firstOpen` are final. */
  async send(
    waiting: readonly OpenAction[],
    firstOpen: number,
    head: ChainHeader,
  ): Promise<SendingRound> {
    if (waiting.length === 0) return { inFlight: 0, problems: [] };
    await this.#noticeLoss(waiting, head);
    const problems: ChainError[] = [];
    const suggested = await readFees(this.rpc, head);
    const isPayable = (head.baseFeePerGas ?? 0n) <= this.settings.maxFeePerGas;
    const outgoing: JournalledTransaction[] = [];
    const signed: JournalledTransaction[] = [];
    const sign = async (action: OpenAction, fees: TransactionFees) => {
      const transaction = await this.#sign(action, fees);
      signed.push(transaction);
      outgoing.push(transaction);
    };
    try {
      for (const [place, action] of waiting.entries()) {
        const last = action.transactions.at(-1);
        if (last === undefined) {
          if (!(await this.#maySign(action, firstOpen, head))) break;
          if (!isPayable) {
            problems.push(this.#capReached(action.nonce, suggested));
            break;
          }
          await sign(action, capFees(suggested, this.settings.maxFeePerGas));
          continue;
        }
        const raised = this.#raise(action, last, { suggested, isFirst: place === 0, head });
        if (raised instanceof ChainError) problems.push(raised);
        else if (raised !== null) await sign(action, raised);
        if ((raised === null || raised instanceof ChainError) && this.#isDueAgain(last)) {
          outgoing.push(last);
        }
      }
    } catch (error) {
      if (!(error instanceof ChainError) || error instanceof RpcUnreachableError) throw error;
      // A signer that does not sign holds up new transactions, never those that are signed already.
      problems.push(error);
    } finally {
      if (signed.length > 0) await this.settings.journal.recordSigned(signed);
    }
    problems.push(...(await this.#deliver(outgoing, head)));
    const before = waiting.filter(({ transactions }) => transactions.length > 0);
    const nonces = new Set([...before, ...signed].map(({ nonce }) => nonce));
    return { inFlight: nonces.size, problems };
  }

  /**
   * When a block came without the first transaction that waits, the node is asked whether it still has it. A node that
   * started anew, or a re-organisation of blocks that nobody looked into, has lost all of them.
   */
  async #noticeLoss(waiting: readonly OpenAction[], head: ChainHeader): Promise<void> {
    const first = waiting[0]?.transactions.at(-1);
    const sent = first === undefined ? undefined : this.#sent.get(first.hash);
    if (first === undefined || sent === undefined || sent.head >= head.number) return;
    if (this.#lookedAt === head.number) return;
    this.#lookedAt = head.number;
    const known = await this.rpc.call("eth_getTransactionByHash", first.hash);
    if (known === null) this.sendAllAgain();
  }

  async #sign(action: OpenAction, fees: TransactionFees): Promise<JournalledTransaction> {
    const { chainId, signer, now } = this.settings;
    const { nonce, to, data, gas } = action;
    const { raw, hash } = await signer.sign({ chainId, nonce, to, data, gas, fees });
    return { nonce, hash, raw, fees, signedAt: now() };
  }

  /** An action is signed once its instant has come for the ledger too, and a time-bound one when the ledger would take it. */
  async #maySign(action: OpenAction, firstOpen: number, head: ChainHeader): Promise<boolean> {
    if (!this.#isPast(action.at, head)) return false;
    if (!isTimeBound(action.data)) return true;
    // What it waits for must be final: after a re-organisation both might come into one block, whoever sends them there.
    if (action.nonce !== firstOpen) return false;
    const refusal = await wouldRefuse(this.rpc, this.settings.signer.address, action);
    const until = refusal === null ? null : refusedUntil(refusal);
    // The call is tried at the newest block's time. Where none is made for want of transactions, the clock decides.
    return until === null || this.settings.now() >= until * 1000 + this.settings.clockToleranceMs;
  }

  #isPast(instant: number, head: ChainHeader): boolean {
    const { now, clockToleranceMs } = this.settings;
    return head.timestamp * 1000 >= instant || now() >= instant + clockToleranceMs;
  }

  /** Better fees for a transaction that waits for too long, a problem if they may not be paid, null if it is not time. */
  #raise(
    { nonce }: OpenAction,
    last: JournalledTransaction,
    round: { suggested: TransactionFees; isFirst: boolean; head: ChainHeader },
  ): TransactionFees | FeeCapReachedError | null {
    const { suggested, isFirst, head } = round;
    const { maxFeePerGas, repriceAfterMs, now } = this.settings;
    const isOld = now() - last.signedAt >= repriceAfterMs;
    const refusedAt = this.#urgent.get(nonce);
    // Once a block at most, or a node that is never content would be offered the highest price within seconds.
    const isUrgent = refusedAt !== undefined && (head.number > refusedAt || isOld);
    const sent = this.#sent.get(last.hash);
    const isLate = isOld && sent !== undefined && head.number > sent.head;
    if (!isUrgent && !isLate) return null;
    // Those behind the first one wait for it, whatever they pay, unless they pay too little themselves.
    if (!isUrgent && !isFirst && !areBelow(last.fees, suggested)) return null;
    // A chain without fees leaves a transaction out for other reasons than its price.
    if (!isUrgent && isFree(last.fees) && isFree(suggested)) return null;
    return (
      raiseFees(last.fees, suggested, maxFeePerGas) ?? this.#capReached(nonce, suggested, last)
    );
  }

  #capReached(
    nonce: number,
    suggested: TransactionFees,
    last?: JournalledTransaction,
  ): FeeCapReachedError {
    const lowest = last === undefined ? 0n : highestPrice(last.fees) + highestPrice(last.fees) / 8n;
    const asked = highestPrice(suggested);
    const wanted = asked > lowest ? asked : lowest;
    return new FeeCapReachedError({ nonce, cap: this.settings.maxFeePerGas, wanted });
  }

  /** Not handed over since this sender was made, or so long ago that the node may have lost it. */
  #isDueAgain({ hash }: JournalledTransaction): boolean {
    const sent = this.#sent.get(hash);
    if (sent === undefined || sent.isLost) return true;
    return this.settings.now() - sent.at >= this.settings.repriceAfterMs;
  }

  async #deliver(
    outgoing: readonly JournalledTransaction[],
    head: ChainHeader,
  ): Promise<ChainError[]> {
    const method = "eth_sendRawTransaction";
    for (let from = 0; from < outgoing.length; from += sendsPerBatch) {
      const part = outgoing.slice(from, from + sendsPerBatch);
      const answers = await this.rpc.batch(part.map(({ raw }) => ({ method, params: [raw] })));
      const problems = answers.flatMap((answer, index) => {
        const transaction = part[index] as JournalledTransaction;
        return this.#take(transaction, "error" in answer ? answer.error.message : null, head);
      });
      // What stops one transaction stops all that follow it.
      if (problems.length > 0) return problems.slice(0, 1);
    }
    return [];
  }

  #markSent(hash: Hex, head: ChainHeader): void {
    const firstAt = this.#sent.get(hash)?.head ?? head.number;
    this.#sent.set(hash, { at: this.settings.now(), head: firstAt, isLost: false });
  }

  /** Draws the conclusions from the node's answer; null is a plain yes. */
  #take(
    { hash, nonce }: JournalledTransaction,
    refusal: string | null,
    head: ChainHeader,
  ): ChainError[] {
    const { signer } = this.settings;
    const answer = refusal === null ? "taken" : readSendRefusal(refusal);
    const reason = refusal ?? "";
    this.#urgent.delete(nonce);
    switch (answer) {
      case "taken":
      // The nonce is used: by this transaction or by an earlier one of the same action, which its receipt will show,
      // or by somebody else's, which no receipt of ours will explain. See Inclusions.
      case "nonce-used":
        this.#markSent(hash, head);
        return [];
      case "replacement-underpriced":
        this.#urgent.set(nonce, head.number);
        this.#markSent(hash, head);
        return [];
      case "fee-too-low":
        this.#urgent.set(nonce, head.number);
        return [];
      case "nonce-ahead":
        return [];
      case "insufficient-funds":
        return [new InsufficientFundsError({ address: signer.address, nonce, reason })];
      case "pool-full":
      case "refused":
        return [new TransactionNotTakenError({ nonce, reason })];
    }
  }
}
