import { type Address, type Hex, hexToNumber } from "viem";
import { awaitInclusion } from "./await-inclusion.js";
import type { Call } from "./call.js";
import type { ChallengeCalls } from "./court-calls.js";
import { ChallengeFailedError } from "./errors.js";
import { feesForNow } from "./fees-for-now.js";
import { connectJsonRpc, type JsonRpc } from "./json-rpc.js";
import { operatorAddress, signWithFees } from "./sign-transaction.js";

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
  const { chainId, privateKey, patienceMs } = sender;
  const from = operatorAddress(privateKey);
  const nonce = hexToNumber((await rpc.call("eth_getTransactionCount", from, "pending")) as Hex);
  const fees = await feesForNow(rpc);
  const { raw } = await signWithFees({ privateKey, chainId, nonce, ...call, fees });
  const hash = (await rpc.call("eth_sendRawTransaction", raw)) as Hex;
  const inclusion = await awaitInclusion(rpc, hash, patienceMs);
  if (inclusion === null) {
    throw new ChallengeFailedError({ problem: `transaction ${hash} is not in a block yet` });
  }
  if (inclusion.succeeded) return hash;
  throw new ChallengeFailedError({ problem: `transaction ${hash} was refused` });
}
