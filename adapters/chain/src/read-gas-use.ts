import { decodeFunctionData, type Hex, numberToHex } from "viem";
import { coinAbi, communityAbi, courtAbi, ledgerAbi, marketAbi } from "./contracts.gen.js";
import { connectJsonRpc, type JsonRpc, takeResult } from "./json-rpc.js";
import type { Contracts } from "./ledger-view.js";

/** What the transactions of one kind burned. */
export interface GasUse {
  transactions: number;
  gasUsed: bigint;
}

interface RpcTransaction {
  to: Hex | null;
  input: Hex;
}

const blocksPerBatch = 100;
const callAbi = [...coinAbi, ...communityAbi, ...marketAbi, ...ledgerAbi, ...courtAbi] as const;

/**
 * Adds up what a community's transactions burned in blocks `[fromBlock, untilBlock)`, by the function they called
 * ("deploy" for new contracts, "other" for what goes elsewhere); refused ones burn gas too.
 * Throws `RpcRefusedError` and `RpcUnreachableError`.
 */
export async function readGasUse(source: {
  rpcUrl: string;
  contracts: Contracts;
  fromBlock: number;
  untilBlock: number;
}): Promise<Map<string, GasUse>> {
  const rpc = connectJsonRpc(source.rpcUrl);
  const known = new Set(Object.values(source.contracts).map((entry) => entry.toLowerCase()));
  const uses = new Map<string, GasUse>();
  try {
    for (let from = source.fromBlock; from < source.untilBlock; from += blocksPerBatch) {
      const until = Math.min(from + blocksPerBatch, source.untilBlock);
      for (const { transaction, gasUsed } of await readTransactions(rpc, from, until)) {
        const name = nameOf(transaction, known);
        const use = uses.get(name) ?? { transactions: 0, gasUsed: 0n };
        uses.set(name, { transactions: use.transactions + 1, gasUsed: use.gasUsed + gasUsed });
      }
    }
  } finally {
    rpc.close();
  }
  return uses;
}

async function readTransactions(rpc: JsonRpc, from: number, until: number) {
  const numbers = Array.from({ length: until - from }, (_, index) => numberToHex(from + index));
  const read = async (method: string, ...rest: unknown[]) => {
    const answers = await rpc.batch(numbers.map((tag) => ({ method, params: [tag, ...rest] })));
    return answers.map((answer) => takeResult(method, answer));
  };
  const blocks = (await read("eth_getBlockByNumber", true)) as { transactions: RpcTransaction[] }[];
  const receipts = (await read("eth_getBlockReceipts")) as { gasUsed: Hex }[][];
  return blocks.flatMap((block, index) =>
    block.transactions.map((transaction, position) => ({
      transaction,
      gasUsed: BigInt(receipts[index]?.[position]?.gasUsed ?? 0),
    })),
  );
}

function nameOf(transaction: RpcTransaction, known: ReadonlySet<string>): string {
  if (transaction.to === null) return "deploy";
  if (!known.has(transaction.to.toLowerCase())) return "other";
  try {
    return decodeFunctionData({ abi: callAbi, data: transaction.input }).functionName;
  } catch {
    return "other";
  }
}
