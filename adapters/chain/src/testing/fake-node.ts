import {
  type Hex,
  keccak256,
  numberToHex,
  parseTransaction,
  recoverTransactionAddress,
  stringToHex,
  type TransactionSerialized,
} from "viem";
import type { EvmUnderTest } from "./evm-under-test.js";
import { RpcRefusal, type RpcServer, serveRpc } from "./rpc-server.js";

interface FakeBlock {
  number: number;
  hash: Hex;
  parentHash: Hex;
  timestamp: number;
  baseFeePerGas: bigint | null;
  transactions: FakeTransaction[];
}

interface FakeTransaction {
  hash: Hex;
  raw: Hex;
  nonce: number;
  maxFee: bigint;
  priority: bigint;
}

/**
 * A scripted node of one account: a chain of blocks, a pool, and what a test wants it to do wrong.
 * It executes nothing: every transaction succeeds, unless the test has it revert.
 */
export class FakeNode implements EvmUnderTest {
  chainId = 1;
  baseFee: bigint | null = 7n;
  /** What it advises for whoever makes the block; null: it has no such call. */
  advice: bigint | null = 2n;
  gasPrice: bigint | null = 9n;
  /** What the next raw transactions are answered, in turn; null takes one as usual. */
  readonly sendScript: (string | null)[] = [];
  /** What `eth_call` refuses with, given what was called and after which block. */
  refuseCall: (block: string) => RpcRefusal | null = () => null;
  /** Nonces whose transactions are reverted when they are mined. */
  readonly reverting = new Set<number>();
  /** It gives no receipts, as a node whose index lags behind. */
  hidesReceipts = false;
  /** It says that it knows every transaction, as a node that does not clear its index. */
  knowsAll = false;
  /** What it does when asked for an account's state, before it answers. */
  beforeState: () => Promise<void> = async () => {};
  /** It keeps the state of its newest block only. */
  prunesState = false;
  /** It goes on giving receipts from blocks that are not on the chain any more. */
  givesStaleReceipts = false;
  readonly received: Hex[] = [];
  pool: FakeTransaction[] = [];
  chain: FakeBlock[] = [];
  #server: RpcServer | null = null;
  #forks = 0;
  #dropped: FakeBlock[] = [];

  constructor() {
    this.#append([]);
  }

  get rpcUrl(): string {
    if (this.#server === null) throw new Error("The fake node was not started.");
    return this.#server.url;
  }

  get head(): FakeBlock {
    return this.chain.at(-1) as FakeBlock;
  }

  async start(): Promise<void> {
    this.#server = await serveRpc((method, params) => this.#answer(method, params));
  }

  async stop(): Promise<void> {
    await this.#server?.close();
  }

  /** Makes a block of what is in the pool, follows by nonce and pays the base fee. */
  async mine(timestamp?: number): Promise<void> {
    const taken: FakeTransaction[] = [];
    for (let nonce = this.#usedNonces(this.head.number); ; nonce++) {
      const next = this.pool.find((waiting) => waiting.nonce === nonce);
      if (next === undefined || next.maxFee < (this.baseFee ?? 0n)) break;
      taken.push(next);
    }
    this.pool = this.pool.filter((waiting) => !taken.some(({ nonce }) => nonce === waiting.nonce));
    this.#append(taken, timestamp);
  }

  /** Drops the newest blocks with their transactions; other empty ones, one more, take their place. */
  async reorganise(depth: number): Promise<void> {
    this.#forks += 1;
    this.#dropped = this.chain.slice(-depth);
    this.chain = this.chain.slice(0, -depth);
    for (let made = 0; made <= depth; made++) this.#append([]);
  }

  /** The hashes that are in blocks, in their order. */
  mined(): Hex[] {
    return this.chain.flatMap(({ transactions }) => transactions.map(({ hash }) => hash));
  }

  #append(transactions: FakeTransaction[], time?: number): void {
    const number = this.chain.length;
    const parentHash = this.chain.at(-1)?.hash ?? `0x${"00".repeat(32)}`;
    const hash = keccak256(stringToHex(`${number} ${parentHash} ${this.#forks}`));
    const timestamp = time ?? (this.chain.at(-1)?.timestamp ?? 999) + 1;
    this.chain.push({
      number,
      hash,
      parentHash,
      timestamp,
      baseFeePerGas: this.baseFee,
      transactions,
    });
  }

  async #countAt(block: number): Promise<Hex> {
    await this.beforeState();
    if (this.prunesState && block !== this.head.number) {
      throw new RpcRefusal("no state of that block", -32602);
    }
    return numberToHex(this.#usedNonces(block));
  }

  #usedNonces(until: number): number {
    const blocks = this.chain.slice(0, until + 1);
    return blocks.reduce((sum, { transactions }) => sum + transactions.length, 0);
  }

  #answer(method: string, params: readonly unknown[]): unknown {
    switch (method) {
      case "eth_chainId":
        return numberToHex(this.chainId);
      case "eth_getBlockByNumber":
        return this.#showBlock(params[0] as string);
      case "eth_blockNumber":
        return numberToHex(this.head.number);
      case "eth_getTransactionCount":
        return this.#countAt(Number(params[1]));
      case "eth_getTransactionReceipt":
        return this.hidesReceipts ? null : this.#showReceipt(params[0] as Hex);
      case "eth_getTransactionByHash":
        return this.#showTransaction(params[0] as Hex);
      case "eth_gasPrice":
        return quantity(this.gasPrice);
      case "eth_maxPriorityFeePerGas":
        return quantity(this.advice);
      case "eth_call": {
        const refusal = this.refuseCall(params[1] as string);
        if (refusal !== null) throw refusal;
        return "0x";
      }
      case "eth_sendRawTransaction":
        return this.#take(params[0] as Hex);
      default:
        throw new RpcRefusal("method not found", -32_601);
    }
  }

  #showBlock(tag: string) {
    const block = tag === "latest" ? this.head : this.chain[Number(tag)];
    if (block === undefined) return null;
    const { number, hash, parentHash, timestamp, baseFeePerGas } = block;
    return {
      ...{ hash, parentHash, number: numberToHex(number), timestamp: numberToHex(timestamp) },
      ...(baseFeePerGas === null ? {} : { baseFeePerGas: numberToHex(baseFeePerGas) }),
    };
  }

  #showTransaction(hash: Hex) {
    const mined = this.chain.flatMap(({ transactions }) => transactions);
    const isKnown = this.knowsAll || [...mined, ...this.pool].some((own) => own.hash === hash);
    return isKnown ? { hash } : null;
  }

  #showReceipt(hash: Hex) {
    const blocks = [...(this.givesStaleReceipts ? this.#dropped : []), ...this.chain];
    const block = blocks.find(({ transactions }) => transactions.some((own) => own.hash === hash));
    const transaction = block?.transactions.find((own) => own.hash === hash);
    if (block === undefined || transaction === undefined) return null;
    return {
      transactionHash: hash,
      blockNumber: numberToHex(block.number),
      blockHash: block.hash,
      status: this.reverting.has(transaction.nonce) ? "0x0" : "0x1",
      gasUsed: "0x5208",
      contractAddress: null,
    };
  }

  async #take(raw: Hex): Promise<Hex> {
    this.received.push(raw);
    const scripted = this.sendScript.shift();
    if (typeof scripted === "string") throw new RpcRefusal(scripted);
    const parsed = parseTransaction(raw as TransactionSerialized);
    await recoverTransactionAddress({ serializedTransaction: raw as TransactionSerialized });
    const maxFee = parsed.maxFeePerGas ?? parsed.gasPrice ?? 0n;
    const priority = parsed.maxPriorityFeePerGas ?? maxFee;
    const own = { raw, hash: keccak256(raw), nonce: parsed.nonce ?? 0, maxFee, priority };
    if (own.nonce < this.#usedNonces(this.head.number)) throw new RpcRefusal("nonce too low");
    const there = this.pool.find(({ nonce }) => nonce === own.nonce);
    if (there?.hash === own.hash) throw new RpcRefusal("already known");
    if (
      there !== undefined &&
      !(raised(there.maxFee, maxFee) && raised(there.priority, priority))
    ) {
      throw new RpcRefusal("replacement transaction underpriced");
    }
    this.pool = [...this.pool.filter(({ nonce }) => nonce !== own.nonce), own];
    return own.hash;
  }
}

function raised(from: bigint, to: bigint): boolean {
  return to > from && to * 100n >= from * 110n;
}

function quantity(value: bigint | null): Hex {
  if (value === null) throw new RpcRefusal("method not found", -32_601);
  return numberToHex(value);
}
