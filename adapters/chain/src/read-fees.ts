import { type Hex, isHex, numberToHex } from "viem";
import { RpcRefusedError } from "./errors.js";
import type { ChainHeader } from "./followed-chain.js";
import type { JsonRpc, RpcAnswer } from "./json-rpc.js";
import type { TransactionFees } from "./transaction-fees.js";

/** The last so many blocks tell what others paid to whoever made them. */
const blocksOfHistory = 10;

/**
 * What a transaction should pay to be in one of the next blocks, by standard calls only:
 * twice the base fee, so that it can double meanwhile, and the higher of what the node advises and the median of what
 * was paid lately. Where blocks have no base fee, `eth_gasPrice` decides; a chain that asks nothing is paid nothing.
 * Throws `RpcRefusedError` when the node answers none of its calls for fees, and `RpcUnreachableError`.
 */
export async function readFees(rpc: JsonRpc, head: ChainHeader): Promise<TransactionFees> {
  const [price, advice, history] = await rpc.batch([
    { method: "eth_gasPrice", params: [] },
    { method: "eth_maxPriorityFeePerGas", params: [] },
    {
      method: "eth_feeHistory",
      params: [numberToHex(blocksOfHistory), numberToHex(head.number), [50]],
    },
  ]);
  const gasPrice = quantityIn(price);
  const { baseFeePerGas } = head;
  if (baseFeePerGas === null) {
    if (gasPrice === null) throw refusalIn("eth_gasPrice", price);
    return { type: "legacy", gasPrice };
  }
  if (baseFeePerGas === 0n && gasPrice === 0n) {
    return { type: "eip1559", maxFeePerGas: 0n, maxPriorityFeePerGas: 0n };
  }
  const answers = [quantityIn(advice), medianRewardIn(history)].filter((fee) => fee !== null);
  if (answers.length === 0 && gasPrice !== null) answers.push(gasPrice - baseFeePerGas);
  if (answers.length === 0) throw refusalIn("eth_maxPriorityFeePerGas", advice);
  const maxPriorityFeePerGas = answers.reduce((most, fee) => (fee > most ? fee : most), 0n);
  return {
    type: "eip1559",
    maxFeePerGas: 2n * baseFeePerGas + maxPriorityFeePerGas,
    maxPriorityFeePerGas,
  };
}

function quantityIn(answer: RpcAnswer | undefined): bigint | null {
  return answer !== undefined && "result" in answer && isHex(answer.result)
    ? BigInt(answer.result)
    : null;
}

/** The median over blocks of each block's median reward; empty blocks say nothing. Null when none says anything. */
function medianRewardIn(answer: RpcAnswer | undefined): bigint | null {
  if (answer === undefined || !("result" in answer)) return null;
  const { reward, gasUsedRatio } = (answer.result ?? {}) as {
    reward?: (Hex[] | null)[] | null;
    gasUsedRatio?: number[];
  };
  const paid = (reward ?? [])
    .flatMap((rewards, block) => (gasUsedRatio?.[block] === 0 ? [] : (rewards ?? []).slice(0, 1)))
    .map((fee) => BigInt(fee))
    .sort((one, other) => (one < other ? -1 : 1));
  return paid[Math.floor(paid.length / 2)] ?? null;
}

function refusalIn(method: string, answer: RpcAnswer | undefined): RpcRefusedError {
  const error = answer !== undefined && "error" in answer ? answer.error : null;
  return new RpcRefusedError({
    method,
    rpcCode: error?.code ?? 0,
    rpcMessage: error?.message ?? "no fee in its answer",
  });
}
