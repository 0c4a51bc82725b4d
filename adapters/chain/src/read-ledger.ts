import { encodeBookHeader } from "@pumasi/protocol";
import { hexToNumber, keccak256 } from "viem";
import { LedgerInconsistentError } from "./errors.js";
import { connectJsonRpc, type JsonRpc } from "./json-rpc.js";
import { collectEvents, type EventView } from "./ledger-events.js";
import type { Contracts, LedgerView, SlotView } from "./ledger-view.js";
import { type ContractState, readContractState } from "./read-contract-state.js";
import { readLogs } from "./read-logs.js";
import { readSettlements } from "./read-settlements.js";
import { wordHasHash } from "./slot-word.js";

/** Which ledger to read; `fromBlock` is the block of the deployment, 0 unless given. */
export interface LedgerSource {
  rpcUrl: string;
  chainId: number;
  contracts: Contracts;
  fromBlock?: number;
}

/**
 * Reads a community's whole ledger by standard JSON-RPC only, from its events and its contracts, at one block.
 * Every header in the events is hashed again, and checked against the contract's word while the slot is in the ring.
 * Throws `LedgerInconsistentError`, `LedgerMovingError`, `RpcRefusedError` and `RpcUnreachableError`.
 */
export async function readLedger(source: LedgerSource): Promise<LedgerView> {
  const rpc = connectJsonRpc(source.rpcUrl);
  try {
    return await read(rpc, source);
  } finally {
    rpc.close();
  }
}

async function read(rpc: JsonRpc, source: LedgerSource): Promise<LedgerView> {
  const { chainId, contracts, fromBlock = 0 } = source;
  const actual = hexToNumber((await rpc.call("eth_chainId")) as `0x${string}`);
  if (actual !== chainId) {
    throw new LedgerInconsistentError({ problem: `the chain is ${actual}, not ${chainId}` });
  }
  const state = await readContractState(rpc, contracts);
  const events = collectEvents(await readLogs(rpc, contracts, fromBlock, state.head.number));
  checkCounts(events, state);
  for (const slot of events.slots.values()) {
    slot.word = state.words.get(slot.slot) ?? null;
    slot.isFinal = slot.slot < state.finalUntil;
    checkWord(slot);
  }
  await readSettlements(rpc, events.periods);
  const { head, settings, finalUntil, nextSlotToClose, isSettling } = state;
  const { balances, creditLimits, totals } = state;
  return {
    ...{ contracts, chainId, head, settings, finalUntil, nextSlotToClose },
    ...events,
    ...{ isSettling, balances, creditLimits, totals },
  };
}

/** An event that a node kept back shows in the contracts' counts. */
function checkCounts(events: EventView, state: ContractState): void {
  const counts: [string, number, number][] = [
    ["accounts", events.accounts.length, state.accountCount],
    ["meters", events.meters.length, state.meterCount],
    ["rules", events.rules.length, state.rulesVersion],
    ["periods", events.periods.length, state.nextPeriod],
    ["books", events.slots.size, state.nextSlotToClose - state.settings.firstSlot],
  ];
  for (const [what, inEvents, inStorage] of counts) {
    if (inEvents === inStorage) continue;
    const problem = `its events name ${inEvents} ${what}, its storage ${inStorage}`;
    throw new LedgerInconsistentError({ problem });
  }
}

/** The newest header in the events must be the one that the word stands for. */
function checkWord(slot: SlotView): void {
  const { word, book, clearing, state } = slot;
  if (word === null) return;
  const metering = slot.meterings.at(-1);
  const booked = { slot: slot.slot, orders: book.orders, bookRoot: book.root };
  const hash = metering?.hash ?? clearing?.hash ?? keccak256(encodeBookHeader(booked));
  const hasHash = state === "grid" || state === "skipped" || wordHasHash(word, hash);
  const isVersion = metering === undefined || word.version === metering.version;
  if (word.state === state && isVersion && hasHash) return;
  const problem = `slot ${slot.slot} is ${word.state} in storage, with another hash than its events`;
  throw new LedgerInconsistentError({ problem });
}
