import { fromHex, type Leaf, type PeriodHeader } from "@pumasi/protocol";
import { type Address, encodeFunctionData, type Hex } from "viem";
import { type Call, gasFor } from "./call.js";
import { demandsAbi as abi } from "./contracts.gen.js";
import { toWords } from "./header-words.js";
import type { SettlementBatch } from "./settlement-batch.js";

/**
 * What is demanded, by its number on the ledger. Of a slot: the leaf at an index; a book that keeps an order of the inbox; a
 * metering that keeps a posted reading, by its meter. Of the period under way: an account's leaf, a slot of it, a batch.
 */
export const DEMAND_KINDS = [
  "book",
  "fill",
  "reading",
  "line",
  "inbox-order",
  "posted-reading",
  "period",
  "period-slot",
  "batch",
] as const;

export type DemandKind = (typeof DEMAND_KINDS)[number];

/** Whether a demand is about the period under way and not about a slot. */
export function isOfPeriod(kind: DemandKind): boolean {
  return kind === "period" || kind === "period-slot" || kind === "batch";
}

/**
 * Demands a piece, with a deposit of the sender's, who has approved it. `slot` is the period's number for "period" and
 * "batch"; `index` is the account for "period-slot".
 */
export function demandCall(
  demands: Address,
  demand: { kind: DemandKind; slot: number; index: number },
): Call {
  const { kind, slot, index } = demand;
  const args = [DEMAND_KINDS.indexOf(kind), slot, index] as const;
  const data = encodeFunctionData({ abi, functionName: "demand", args });
  return { to: demands, data, gas: gasFor("demand") };
}

/**
 * Shows a piece of a slot: the header that it stands under with those recorded on it since, innermost first, and the leaf;
 * none where the index is beyond the header's count.
 */
export function answerCall(
  demands: Address,
  id: number,
  headers: readonly Hex[],
  leaves: readonly Leaf[],
): Call {
  const words = headers.map((header) => toWords<bigint[]>(fromHex(header)));
  const args = [BigInt(id), words, leaves.map(leafOf)] as const;
  const data = encodeFunctionData({ abi, functionName: "answer", args });
  return { to: demands, data, gas: gasFor("demand") };
}

/** Shows an account's leaf of the period under way, or that and a slot of it. */
export function answerPeriodCall(
  demands: Address,
  id: number,
  header: PeriodHeader,
  leaves: readonly Leaf[],
): Call {
  const args = [BigInt(id), header, leaves.map(leafOf)] as const;
  const data = encodeFunctionData({ abi, functionName: "answerPeriod", args });
  return { to: demands, data, gas: gasFor("demand") };
}

/** Shows a batch of the period under way. */
export function answerBatchCall(demands: Address, id: number, settlement: SettlementBatch): Call {
  const { batch, firstWord, deltas } = settlement;
  const args = [BigInt(id), { batch, firstWord, deltas }] as const;
  const data = encodeFunctionData({ abi, functionName: "answerBatch", args });
  return { to: demands, data, gas: gasFor("demand") };
}

/** Undoes what a demand belongs to that nobody has answered in time; `headers` as for an answer, none for a book. Anyone may. */
export function expireCall(demands: Address, id: number, headers: readonly Hex[]): Call {
  const words = headers.map((header) => toWords<bigint[]>(fromHex(header)));
  const args = [BigInt(id), words] as const;
  const data = encodeFunctionData({ abi, functionName: "expire", args });
  return { to: demands, data, gas: gasFor("demand") };
}

/** Closes a demand about what is no longer in force: a book at the grid tariff, or any of a skipped slot. Anyone may. */
export function dismissCall(demands: Address, id: number): Call {
  const data = encodeFunctionData({ abi, functionName: "dismiss", args: [BigInt(id)] });
  return { to: demands, data, gas: gasFor("demand") };
}

function leafOf({ words, index, proof }: Leaf) {
  return { words: toWords<bigint[]>(words), index, proof };
}
