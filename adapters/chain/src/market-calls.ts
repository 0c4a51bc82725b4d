import {
  type BookHeader,
  type ClearingHeader,
  encodeBookHeader,
  encodeClearingHeader,
  encodeMeteringHeader,
  type MeteringHeader,
} from "@pumasi/protocol";
import { type Address, encodeFunctionData } from "viem";
import { type Call, gasFor } from "./call.js";
import { marketAbi as abi } from "./contracts.gen.js";
import { type BookWords, type ClearingWords, type MeteringWords, toWords } from "./header-words.js";

const meteringWords = (header: MeteringHeader) =>
  toWords<MeteringWords>(encodeMeteringHeader(header));

/** Freezes books, in slot order without a gap. */
export function closeBooksCall(market: Address, headers: readonly BookHeader[]): Call {
  const words = headers.map((header) => toWords<BookWords>(encodeBookHeader(header)));
  const data = encodeFunctionData({ abi, functionName: "closeBooks", args: [words] });
  return { to: market, data, gas: gasFor("closeBooks", headers.length) };
}

/** Records clearings of books that were closed in an earlier block. */
export function clearCall(market: Address, headers: readonly ClearingHeader[]): Call {
  const words = headers.map((header) => toWords<ClearingWords>(encodeClearingHeader(header)));
  const data = encodeFunctionData({ abi, functionName: "clear", args: [words] });
  return { to: market, data, gas: gasFor("clear", headers.length) };
}

/** Records meterings of slots that have ended: first ones, and those that follow a void. */
export function meterCall(market: Address, headers: readonly MeteringHeader[]): Call {
  const data = encodeFunctionData({
    ...{ abi, functionName: "meter" },
    args: [headers.map(meteringWords)],
  });
  return { to: market, data, gas: gasFor("meter", headers.length) };
}

/** Replaces meterings that are not final; `previous` are the recorded ones, in the same order. */
export function remeterCall(
  market: Address,
  next: readonly MeteringHeader[],
  previous: readonly MeteringHeader[],
): Call {
  const args = [next.map(meteringWords), previous.map(meteringWords)] as const;
  const data = encodeFunctionData({ abi, functionName: "remeter", args });
  return { to: market, data, gas: gasFor("remeter", next.length) };
}

/** Makes all slots before `untilSlot` final; `slots` is how many of them are not final yet. */
export function finalizeCall(market: Address, untilSlot: number, slots: number): Call {
  const data = encodeFunctionData({ abi, functionName: "finalize", args: [untilSlot] });
  return { to: market, data, gas: gasFor("finalize", slots) };
}

/** Locks coins of the sender, who has approved them, as the operator's bond; in the bond coin's smallest unit. */
export function depositBondCall(market: Address, amount: bigint): Call {
  const data = encodeFunctionData({ abi, functionName: "depositBond", args: [amount] });
  return { to: market, data, gas: gasFor("transfer") };
}

/** Puts a slot whose next stage is late to the grid tariff; anyone may. */
export function fallBackCall(market: Address, slot: number): Call {
  const data = encodeFunctionData({ abi, functionName: "fallBack", args: [slot] });
  return { to: market, data, gas: gasFor("transfer") };
}

/** Skips a slot at the grid tariff whose metering is late; anyone may. */
export function skipCall(market: Address, slot: number): Call {
  const data = encodeFunctionData({ abi, functionName: "skip", args: [slot] });
  return { to: market, data, gas: gasFor("transfer") };
}
