import type { CheckedProof, Hex, SlotProof } from "@pumasi/protocol";
import { askNode, type NodeCall } from "./ask-node.js";
import {
  addressIn,
  encodeView,
  type LedgerView,
  METERED_TOPIC,
  wordOf,
  wordsOf,
} from "./ledger-calls.js";

/** What a node shows of one slot. Hashes are 0x and 64 digits. */
export interface LedgerSlot {
  chainId: number | null;
  /** The market's word of the slot; zero once the slot has left the ring, or before it is on the ledger. */
  word: bigint;
  termsHash: Hex;
  /** Zero where the period is not on the ledger; null when the proof names none. */
  periodHash: Hex | null;
  /** Who holds each device's key in the slot, by the key in lower case; only those whose key was valid. */
  owners: Map<string, number>;
  /** The points of those devices that sign on P-256, by the key in lower case. */
  p256Keys: Map<string, { x: Hex; y: Hex }>;
  /** The event that carried exactly this result; null when the node shows none. */
  recorded: { block: number; transaction: Hex } | null;
  /** Whether the node told events at all; some answer for new blocks only. */
  tellsEvents: boolean;
}

interface Asked {
  proof: SlotProof;
  checked: CheckedProof;
  /** The devices that the proof's orders and readings name. */
  devices: readonly Hex[];
}

/**
 * Reads from a node, in two requests, what a slot's proof has to be compared with. Null where the proof's addresses answer
 * nothing that a market, its register and its ledger would. Throws NodeUnreachableError.
 */
export async function readLedgerSlot(
  url: string,
  { proof, checked, devices }: Asked,
  signal: AbortSignal,
): Promise<LedgerSlot | null> {
  const { market, ledger, slot, period } = proof;
  const [chain, communityAnswer, wordAnswer, logs] = await askNode(
    url,
    [
      { method: "eth_chainId", params: [] },
      view(market, "community()"),
      view(market, "slotWord(uint32)", slot),
      meteredLogs(market, slot),
    ],
    signal,
  );
  const community = wordsOf(communityAnswer, 1)?.[0];
  const word = wordsOf(wordAnswer, 1)?.[0];
  if (community === undefined || word === undefined) return null;
  const register = addressIn(community);
  const [rulesAnswer, periodAnswer, ...deviceAnswers] = await askNode(
    url,
    [
      view(register, "rulesAt(uint32)", checked.rulesVersion ?? 0),
      view(ledger, "periodHashOf(uint32)", period?.header.period ?? 0),
      ...devices.flatMap((device) => [
        view(register, "deviceAt(address,uint32)", device, slot),
        view(register, "p256KeyOf(address)", device),
      ]),
    ],
    signal,
  );
  const termsHash = wordsOf(rulesAnswer, 4)?.[0];
  const periodHash = wordsOf(periodAnswer, 1)?.[0];
  if (termsHash === undefined || periodHash === undefined) return null;
  return {
    chainId: numberIn(chain),
    word: BigInt(word),
    termsHash,
    periodHash: period === null ? null : periodHash,
    ...keysIn(devices, deviceAnswers),
    recorded: recordedIn(logs, checked.meteringHash),
    tellsEvents: Array.isArray(logs),
  };
}

function view(to: Hex, name: LedgerView, ...args: readonly (number | Hex)[]): NodeCall {
  return { method: "eth_call", params: [{ to, data: encodeView(name, args) }, "latest"] };
}

function meteredLogs(address: Hex, slot: number): NodeCall {
  const topics = [METERED_TOPIC, wordOf(slot)];
  return {
    method: "eth_getLogs",
    params: [{ address, topics, fromBlock: "0x0", toBlock: "latest" }],
    // Some nodes tell events of a few blocks only.
    mayRefuse: true,
  };
}

function keysIn(devices: readonly Hex[], answers: readonly unknown[]) {
  const owners: LedgerSlot["owners"] = new Map();
  const p256Keys: LedgerSlot["p256Keys"] = new Map();
  for (const [place, device] of devices.entries()) {
    const [valid, account] = wordsOf(answers[2 * place], 2) ?? [];
    const [x, y] = wordsOf(answers[2 * place + 1], 2) ?? [];
    const key = device.toLowerCase();
    if (valid !== undefined && account !== undefined && BigInt(valid) === 1n) {
      owners.set(key, Number(BigInt(account)));
    }
    if (x !== undefined && y !== undefined && BigInt(x) + BigInt(y) !== 0n) {
      p256Keys.set(key, { x, y });
    }
  }
  return { owners, p256Keys };
}

/** A log's first word of data is the header's hash; a slot that was metered again has several logs. */
function recordedIn(logs: unknown, headerHash: Hex): LedgerSlot["recorded"] {
  if (!Array.isArray(logs)) return null;
  for (const log of logs as Partial<
    Record<"data" | "blockNumber" | "transactionHash", unknown>
  >[]) {
    const [transaction] = wordsOf(log.transactionHash, 1) ?? [];
    const block = numberIn(log.blockNumber);
    if (wordsOf(log.data, 1)?.[0] !== headerHash || transaction === undefined || block === null)
      continue;
    return { block, transaction };
  }
  return null;
}

function numberIn(answer: unknown): number | null {
  return typeof answer === "string" && /^0x[0-9a-f]{1,13}$/i.test(answer) ? Number(answer) : null;
}
