import { getAddress, type Hex, isHex } from "viem";
import type { MinedBlock, MinedReceipt } from "./block-journal.js";
import { BlockContentError } from "./errors.js";
import { type JsonRpc, takeResult } from "./json-rpc.js";
import { decodeRevertReason } from "./revert-reason.js";

/** A block's place and content, without what its transactions did. */
export interface BlockSummary {
  number: number;
  hash: Hex;
  timestamp: number;
  transactionHashes: Hex[];
}

interface RpcBlock {
  number: Hex;
  hash: Hex;
  timestamp: Hex;
  transactions: Hex[];
}

interface RpcReceipt {
  transactionHash: Hex;
  status: Hex;
  gasUsed: Hex;
  contractAddress: Hex | null;
}

/** The block `tag` ("latest" or a number); throws `BlockContentError` when the node has none. */
export async function readBlockSummary(
  rpc: JsonRpc,
  tag: number | "latest",
): Promise<BlockSummary> {
  const [summary] = await readBlockSummaries(rpc, [tag]);
  if (summary === undefined) throw new BlockContentError({ number: -1, problem: "it is missing" });
  return summary;
}

/** Several blocks in one request, in the given order. */
export async function readBlockSummaries(
  rpc: JsonRpc,
  tags: readonly (number | "latest")[],
): Promise<BlockSummary[]> {
  const method = "eth_getBlockByNumber";
  const calls = tags.map((tag) => ({ method, params: [toTag(tag), false] }));
  const answers = await rpc.batch(calls);
  return answers.map((answer, index) => {
    const block = takeResult(method, answer) as RpcBlock | null;
    if (block === null) {
      throw new BlockContentError({ number: Number(tags[index]), problem: "the node lacks it" });
    }
    return {
      number: Number(block.number),
      hash: block.hash,
      timestamp: Number(block.timestamp),
      transactionHashes: block.transactions,
    };
  });
}

/** A block with its receipts, and the reasons of those that were reverted. */
export async function readMinedBlock(rpc: JsonRpc, summary: BlockSummary): Promise<MinedBlock> {
  const { number, hash, timestamp } = summary;
  const found = (await rpc.call("eth_getBlockReceipts", toTag(number))) as RpcReceipt[] | null;
  const receipts: MinedReceipt[] = [];
  for (const receipt of found ?? []) receipts.push(await toMinedReceipt(rpc, receipt));
  return { number, hash, timestamp, receipts };
}

async function toMinedReceipt(rpc: JsonRpc, receipt: RpcReceipt): Promise<MinedReceipt> {
  const succeeded = BigInt(receipt.status) === 1n;
  return {
    transactionHash: receipt.transactionHash,
    status: succeeded ? "success" : "reverted",
    gasUsed: BigInt(receipt.gasUsed),
    contractAddress:
      succeeded && receipt.contractAddress !== null ? getAddress(receipt.contractAddress) : null,
    revertReason: succeeded ? null : await readRevertReason(rpc, receipt.transactionHash),
  };
}

/** Receipts carry no reason, so the node's trace is asked; a node without one gives null. */
async function readRevertReason(rpc: JsonRpc, transactionHash: Hex): Promise<string | null> {
  const onlyTheEnd = { disableMemory: true, disableStack: true, disableStorage: true };
  const [answer] = await rpc.batch([
    { method: "debug_traceTransaction", params: [transactionHash, onlyTheEnd] },
  ]);
  if (answer === undefined || !("result" in answer)) return null;
  const output = (answer.result as { returnValue?: unknown } | null)?.returnValue;
  return isHex(output) ? decodeRevertReason(output) : null;
}

function toTag(tag: number | "latest"): string {
  return tag === "latest" ? tag : `0x${tag.toString(16)}`;
}
