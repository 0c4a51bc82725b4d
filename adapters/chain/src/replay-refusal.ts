import { type Address, type Hex, isHex, numberToHex } from "viem";
import type { Call } from "./call.js";
import type { JsonRpc, RpcAnswer } from "./json-rpc.js";
import { decodeRevertReason } from "./revert-reason.js";

/** What a call would come to: its refusal, null when it would succeed, or that the node cannot say. */
type TriedCall = { refusal: string | null } | "unknown";

/**
 * Why a call was refused in a block: it is made again on the state after that block, then on the state before it, and
 * the first refusal is the reason; a node that keeps neither is asked about its newest state. Standard nodes keep no reasons
 * and have no traces; a call that other transactions of its block stood in the way of may succeed now, and then null
 * says that nobody knows.
 */
export async function replayRefusal(
  rpc: JsonRpc,
  from: Address,
  call: Call,
  blockNumber: number,
): Promise<string | null> {
  const after = await tryCall(rpc, from, call, numberToHex(blockNumber));
  if (after === "unknown") return refusalOf(await tryCall(rpc, from, call, "latest"));
  if (after.refusal !== null || blockNumber === 0) return after.refusal;
  return refusalOf(await tryCall(rpc, from, call, numberToHex(blockNumber - 1)));
}

/** The refusal that a call would meet on the newest state, or null when it would succeed or nobody can say. */
export async function wouldRefuse(rpc: JsonRpc, from: Address, call: Call): Promise<string | null> {
  return refusalOf(await tryCall(rpc, from, call, "latest"));
}

function refusalOf(tried: TriedCall): string | null {
  return tried === "unknown" ? null : tried.refusal;
}

async function tryCall(
  rpc: JsonRpc,
  from: Address,
  { to, data, gas }: Call,
  block: Hex | "latest",
): Promise<TriedCall> {
  const request = {
    from,
    ...(to === null ? {} : { to }),
    gas: numberToHex(gas),
    value: "0x0",
    data,
  };
  const [answer] = await rpc.batch([{ method: "eth_call", params: [request, block] }]);
  return answer === undefined ? "unknown" : readTried(answer);
}

/** Nodes differ in where they put a revert's bytes, and some give only words. */
function readTried(answer: RpcAnswer): TriedCall {
  if (!("error" in answer)) return { refusal: null };
  const { message, data } = answer.error;
  const bytes = typeof data === "object" && data !== null && "data" in data ? data.data : data;
  if (isHex(bytes) && bytes !== "0x") return { refusal: decodeRevertReason(bytes) };
  const inWords = /0x[0-9a-f]{8,}/i.exec(typeof bytes === "string" ? bytes : message)?.[0];
  if (isHex(inWords)) return { refusal: decodeRevertReason(inWords) };
  // A node that lacks the state, or the right to answer, knows nothing about the contract's reasons.
  return /revert|out of gas|opcode|invalid jump|stack/i.test(message)
    ? { refusal: message }
    : "unknown";
}
