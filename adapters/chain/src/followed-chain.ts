import { type Hex, numberToHex } from "viem";
import { RpcUnreachableError } from "./errors.js";
import { type JsonRpc, takeResult } from "./json-rpc.js";

/** A block's header, as far as following needs it. */
export interface ChainHeader {
  number: number;
  hash: Hex;
  parentHash: Hex;
  /** Seconds since the Unix epoch. */
  timestamp: number;
  /** Null on a chain without a fee market. */
  baseFeePerGas: bigint | null;
}

/** What following came to since the last time. */
export interface ChainStep {
  head: ChainHeader;
  /** The newest block that the chain still shares with what was followed before; null when nothing was, or all was forgotten. */
  sharedUntil: number | null;
  /** How many followed blocks are not on the chain any more. */
  dropped: number;
}

const headersPerBatch = 50;

/**
 * The chain's last blocks, linked by their parents' hashes. It never takes a block on the word of its number:
 * what the node answers must be one chain up to its head, or it is asked again at the next step.
 */
export class FollowedChain {
  readonly #rpc: JsonRpc;
  readonly #url: string;
  readonly #depth: number;
  /** Consecutive; the last one is the head. */
  #headers: ChainHeader[] = [];

  /** Keeps `depth` blocks below the head; a re-organisation that goes deeper is a new beginning. */
  constructor(rpc: JsonRpc, url: string, depth: number) {
    this.#rpc = rpc;
    this.#url = url;
    this.#depth = depth;
  }

  /** The followed block of this number, or null when it is not among those kept. */
  header(number: number): ChainHeader | null {
    const first = this.#headers[0]?.number ?? 0;
    return this.#headers[number - first] ?? null;
  }

  /** Goes on to the node's newest block. Throws `RpcUnreachableError`, also when the node changes its mind meanwhile. */
  async step(): Promise<ChainStep> {
    const head = await this.#readHead();
    const kept = this.#headers.at(-1);
    if (kept?.hash === head.hash) return { head, sharedUntil: head.number, dropped: 0 };
    // The node has gone back, or another one that lags behind it has answered.
    if (this.#knows(head.hash, head.number)) return this.#takeOver([], head.number, head);
    const lowest = Math.max(0, head.number - this.#depth);
    const fresh = [head];
    // Reads downwards in batches until the new blocks meet one that was followed, or there are enough of them.
    while (!this.#knows(oldest(fresh).parentHash, oldest(fresh).number - 1)) {
      const until = oldest(fresh).number;
      if (until <= lowest) break;
      const from = Math.max(lowest, until - headersPerBatch);
      fresh.unshift(...(await this.#readRange(from, until, oldest(fresh).parentHash)));
      const shared = fresh.findLastIndex(({ hash, number }) => this.#knows(hash, number));
      fresh.splice(0, shared + 1);
    }
    const meets = this.#knows(oldest(fresh).parentHash, oldest(fresh).number - 1);
    return this.#takeOver(fresh, meets ? oldest(fresh).number - 1 : null, head);
  }

  #knows(hash: Hex, number: number): boolean {
    return this.header(number)?.hash === hash;
  }

  #takeOver(fresh: ChainHeader[], sharedUntil: number | null, head: ChainHeader): ChainStep {
    const shared = this.#headers.filter(({ number }) => number <= (sharedUntil ?? -1));
    const dropped = this.#headers.length - shared.length;
    this.#headers = [...shared, ...fresh].slice(-(this.#depth + 1));
    return { head, sharedUntil, dropped };
  }

  async #readHead(): Promise<ChainHeader> {
    const block = await this.#rpc.call("eth_getBlockByNumber", "latest", false);
    return this.#parse(block, "its newest block");
  }

  /** Blocks `[from, until)`; `childParent` is what the block at `until` says of its parent. */
  async #readRange(from: number, until: number, childParent: Hex): Promise<ChainHeader[]> {
    const method = "eth_getBlockByNumber";
    const numbers = Array.from({ length: until - from }, (_, index) => from + index);
    const answers = await this.#rpc.batch(
      numbers.map((number) => ({ method, params: [numberToHex(number), false] })),
    );
    const headers = answers.map((answer, index) =>
      this.#parse(takeResult(method, answer), `block ${numbers[index]}`),
    );
    let expected = childParent;
    for (const { hash, number, parentHash } of headers.toReversed()) {
      if (hash !== expected) {
        const problem = `its block ${number} is not the parent of the next one; the chain is changing`;
        throw new RpcUnreachableError({ url: this.#url, problem });
      }
      expected = parentHash;
    }
    return headers;
  }

  #parse(block: unknown, what: string): ChainHeader {
    if (typeof block !== "object" || block === null) {
      throw new RpcUnreachableError({ url: this.#url, problem: `it does not give ${what}` });
    }
    return parseHeader(block as RpcHeader);
  }
}

interface RpcHeader {
  number: Hex;
  hash: Hex;
  parentHash: Hex;
  timestamp: Hex;
  baseFeePerGas?: Hex | null;
}

/** Reads a block's header as a node gives it. */
export function parseHeader(block: RpcHeader): ChainHeader {
  const { hash, parentHash, baseFeePerGas = null } = block;
  return {
    ...{ hash, parentHash },
    number: Number(block.number),
    timestamp: Number(block.timestamp),
    baseFeePerGas: baseFeePerGas === null ? null : BigInt(baseFeePerGas),
  };
}

function oldest(headers: readonly ChainHeader[]): ChainHeader {
  const [first] = headers;
  if (first === undefined) throw new Error("bug: there is always a head");
  return first;
}
