import { type Address, type Hex, hexToBigInt, hexToNumber } from "viem";
import type { Call } from "./call.js";
import type { ChallengeCalls } from "./court-calls.js";
import { ChallengeFailedError } from "./errors.js";
import { connectJsonRpc, type JsonRpc } from "./json-rpc.js";
import { operatorAddress, signTransaction } from "./sign-transaction.js";

const POLL_MS = 500;

/** Where a challenge goes and who signs it. */
export interface ChallengeSender {
  rpcUrl: string;
  chainId: number;
  privateKey: Hex;
  /** How long to wait for each of the two transactions, wall ms. */
  patienceMs: number;
}

/**
 * Sends a challenge: the announcement, and once that is in a block, the challenge itself. What the court would refuse is not
 * sent. Throws `ChallengeFailedError` when it is refused or not included in time, `RpcRefusedError`, `RpcUnreachableError`.
 */
export async function sendChallenge(
  sender: ChallengeSender,
  calls: ChallengeCalls,
): Promise<{ announced: Hex; challenged: Hex }> {
  const rpc = connectJsonRpc(sender.rpcUrl);
  try {
    const announced = await sendOne(rpc, sender, calls.commit);
    const from = operatorAddress(sender.privateKey);
    await requireAccepted(rpc, from, calls.reveal);
    return { announced, challenged: await sendOne(rpc, sender, calls.reveal) };
  } finally {
    rpc.close();
  }
}

/** Asked of the block to come: in the announcement's own block the court still refuses. */
async function requireAccepted(rpc: JsonRpc, from: Address, { to, data, gas }: Call) {
  const call = { from, to, data, gas: `0x${gas.toString(16)}` };
  const [answer] = await rpc.batch([{ method: "eth_call", params: [call, "pending"] }]);
  if (answer !== undefined && "error" in answer) {
    throw new ChallengeFailedError({
      problem: `the court would refuse it: ${answer.error.message}`,
    });
  }
}

async function sendOne(rpc: JsonRpc, sender: ChallengeSender, call: Call): Promise<Hex> {
  const { chainId, privateKey } = sender;
  const from = operatorAddress(privateKey);
  const nonce = hexToNumber((await rpc.call("eth_getTransactionCount", from, "pending")) as Hex);
  const fees = await readFees(rpc);
  const { raw } = await signTransaction({ privateKey, chainId, nonce, ...call, ...fees });
  const hash = (await rpc.call("eth_sendRawTransaction", raw)) as Hex;
  const until = Date.now() + sender.patienceMs;
  for (;;) {
    const receipt = (await rpc.call("eth_getTransactionReceipt", hash)) as { status: Hex } | null;
    if (receipt !== null) {
      if (hexToBigInt(receipt.status) === 1n) return hash;
      throw new ChallengeFailedError({ problem: `transaction ${hash} was refused` });
    }
    if (Date.now() > until) {
      throw new ChallengeFailedError({ problem: `transaction ${hash} is not in a block yet` });
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** What this ledger asks for now, with room for the base fee to double; nothing on a ledger that charges nothing. */
async function readFees(rpc: JsonRpc) {
  const block = (await rpc.call("eth_getBlockByNumber", "latest", false)) as {
    baseFeePerGas?: Hex;
  };
  const baseFee = hexToBigInt(block.baseFeePerGas ?? "0x0");
  if (baseFee === 0n) return { maxFeePerGas: 0n, maxPriorityFeePerGas: 0n };
  const tip = hexToBigInt((await rpc.call("eth_maxPriorityFeePerGas")) as Hex);
  return { maxFeePerGas: 2n * baseFee + tip, maxPriorityFeePerGas: tip };
}
