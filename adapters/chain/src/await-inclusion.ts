import { type Hex, hexToBigInt } from "viem";
import type { JsonRpc } from "./json-rpc.js";

const POLL_MS = 500;

/** Where a transaction is, and whether what it called took place. */
export interface Inclusion {
  succeeded: boolean;
  blockNumber: Hex;
}

/** What became of a transaction: null while it is in no block. Throws `RpcRefusedError`, `RpcUnreachableError`. */
export async function readInclusion(rpc: JsonRpc, hash: Hex): Promise<Inclusion | null> {
  const receipt = await rpc.call("eth_getTransactionReceipt", hash);
  if (receipt === null) return null;
  const { status, blockNumber } = receipt as { status: Hex; blockNumber: Hex };
  return { succeeded: hexToBigInt(status) === 1n, blockNumber };
}

/** Waits until a transaction is in a block; null when it is in none after `patienceMs` of wall time. */
export async function awaitInclusion(
  rpc: JsonRpc,
  hash: Hex,
  patienceMs: number,
): Promise<Inclusion | null> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const inclusion = await readInclusion(rpc, hash);
    const left = until - Date.now();
    if (inclusion !== null || left <= 0) return inclusion;
    await new Promise((resolve) => setTimeout(resolve, Math.min(POLL_MS, left)));
  }
}
