import { type Address, getAddress, type Hex, numberToHex } from "viem";
import { LedgerMovingError, RpcRefusedError } from "./errors.js";
import { ForeignTransactionError, LedgerBehindError } from "./external-ledger-errors.js";
import { type ChainHeader, type FollowedChain, parseHeader } from "./followed-chain.js";
import { type JsonRpc, takeResult } from "./json-rpc.js";
import type { BlockPlace, OpenAction } from "./transaction-journal.js";

/** An action's transaction in a block that is on the chain as followed, not yet confirmed. */
export interface Inclusion {
  transactionHash: Hex;
  block: BlockPlace;
  status: "success" | "reverted";
  gasUsed: bigint;
  contractAddress: Address | null;
}

interface RpcReceipt {
  transactionHash: Hex;
  blockNumber: Hex;
  blockHash: Hex;
  status: Hex;
  gasUsed: Hex;
  contractAddress?: Hex | null;
}

const receiptsPerBatch = 50;

/** Which open actions are in a block. Kept in memory only: it is found out again after a restart. */
export class Inclusions {
  readonly #found = new Map<number, Inclusion>();

  constructor(
    private readonly rpc: JsonRpc,
    private readonly url: string,
    private readonly address: Address,
    private readonly confirmations: number,
  ) {}

  get size(): number {
    return this.#found.size;
  }

  of(nonce: number): Inclusion | null {
    return this.#found.get(nonce) ?? null;
  }

  /** Forgets what was found in blocks above `number`; null forgets all. */
  forgetAbove(number: number | null): void {
    for (const [nonce, { block }] of this.#found) {
      if (block.number > (number ?? -1)) this.#found.delete(nonce);
    }
  }

  forget(nonce: number): void {
    this.#found.delete(nonce);
  }

  /**
   * Looks up every open action whose nonce is used at `head` and that was not found yet, under each of its hashes.
   * `firstOpen` is the nonce after the last final one. Throws `ForeignTransactionError` when a nonce was used by none
   * of them, `LedgerBehindError` when the node lacks what is final, and `LedgerMovingError`.
   */
  async find(
    open: readonly OpenAction[],
    firstOpen: number,
    chain: FollowedChain,
    head: ChainHeader,
  ): Promise<void> {
    const used = await this.#usedNonces(head.number);
    if (used < firstOpen) {
      const problem = `${firstOpen} of the account's transactions are final, and it knows ${used}`;
      throw new LedgerBehindError({ url: this.url, head: head.number, problem });
    }
    const signed = open.filter(({ transactions }) => transactions.length > 0);
    const nextUnsigned = firstOpen + signed.length;
    if (used > nextUnsigned) {
      const problem = `the account has sent ${used} transactions, and the outbox knows ${nextUnsigned}`;
      throw new ForeignTransactionError({ address: this.address, nonce: nextUnsigned, problem });
    }
    const sought = signed.filter(({ nonce }) => nonce < used && !this.#found.has(nonce));
    if (sought.length === 0) return;
    await this.#readReceipts(sought, chain, head);
    await this.#checkExplained(sought, head);
  }

  /** Throws `LedgerMovingError` when the node has gone on meanwhile and kept no state of that block. */
  async #usedNonces(block: number): Promise<number> {
    const tag = numberToHex(block);
    try {
      return Number(await this.rpc.call("eth_getTransactionCount", this.address, tag));
    } catch (error) {
      if (!(error instanceof RpcRefusedError)) throw error;
      const newest = Number(await this.rpc.call("eth_blockNumber"));
      throw newest > block ? new LedgerMovingError({ attempts: 1 }) : error;
    }
  }

  async #readReceipts(
    sought: readonly OpenAction[],
    chain: FollowedChain,
    head: ChainHeader,
  ): Promise<void> {
    const method = "eth_getTransactionReceipt";
    const hashes = sought.flatMap(({ transactions }) => transactions);
    for (let from = 0; from < hashes.length; from += receiptsPerBatch) {
      const part = hashes.slice(from, from + receiptsPerBatch);
      const answers = await this.rpc.batch(part.map(({ hash }) => ({ method, params: [hash] })));
      for (const [index, answer] of answers.entries()) {
        const receipt = takeResult(method, answer) as RpcReceipt | null;
        const nonce = part[index]?.nonce;
        if (receipt === null || nonce === undefined) continue;
        const block = await this.#placeOf(receipt, chain, head);
        if (block !== null) this.#found.set(nonce, toInclusion(receipt, block));
      }
    }
  }

  /** The receipt's block if it is on the followed chain; nodes go on giving receipts of blocks that are not any more. */
  async #placeOf(
    receipt: RpcReceipt,
    chain: FollowedChain,
    head: ChainHeader,
  ): Promise<BlockPlace | null> {
    const number = Number(receipt.blockNumber);
    if (number > head.number) return null;
    const header = chain.header(number) ?? (await this.#readHeader(number));
    if (header === null || header.hash !== receipt.blockHash) return null;
    return { number, hash: header.hash, timestamp: header.timestamp };
  }

  async #readHeader(number: number): Promise<ChainHeader | null> {
    const block = await this.rpc.call("eth_getBlockByNumber", numberToHex(number), false);
    return block === null ? null : parseHeader(block as Parameters<typeof parseHeader>[0]);
  }

  /** A used nonce without a receipt may be a node that lags behind itself, but not once its block is confirmed. */
  async #checkExplained(sought: readonly OpenAction[], head: ChainHeader): Promise<void> {
    const missing = sought.find(({ nonce }) => !this.#found.has(nonce));
    const confirmed = head.number - this.confirmations + 1;
    if (missing === undefined || confirmed < 0) return;
    let usedThere: number;
    try {
      usedThere = await this.#usedNonces(confirmed);
    } catch (error) {
      // A node that does not keep so old a state cannot say; it is asked again with the next block.
      if (error instanceof RpcRefusedError) return;
      throw error;
    }
    if (usedThere <= missing.nonce) return;
    const problem =
      "it is in a confirmed block, with none of the transactions that were signed here";
    throw new ForeignTransactionError({ address: this.address, nonce: missing.nonce, problem });
  }
}

function toInclusion(receipt: RpcReceipt, block: BlockPlace): Inclusion {
  const succeeded = BigInt(receipt.status) === 1n;
  const made = receipt.contractAddress ?? null;
  return {
    transactionHash: receipt.transactionHash,
    block,
    status: succeeded ? "success" : "reverted",
    gasUsed: BigInt(receipt.gasUsed),
    contractAddress: succeeded && made !== null ? getAddress(made) : null,
  };
}
