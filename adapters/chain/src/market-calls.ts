import { type Address, encodeFunctionData } from "viem";
import { type Call, gasFor } from "./call.js";
import { marketAbi as abi } from "./contracts.gen.js";
import type { BookHeader, ClearingHeader, MeteringHeader } from "./headers.js";

/** Freezes books, in slot order without a gap. */
export function closeBooksCall(market: Address, headers: readonly BookHeader[]): Call {
  const data = encodeFunctionData({ abi, functionName: "closeBooks", args: [headers] });
  return { to: market, data, gas: gasFor("closeBooks", headers.length) };
}

/** Records clearings of books that were closed in an earlier block. */
export function clearCall(market: Address, headers: readonly ClearingHeader[]): Call {
  const data = encodeFunctionData({ abi, functionName: "clear", args: [headers] });
  return { to: market, data, gas: gasFor("clear", headers.length) };
}

/** Records first meterings, of slots that have ended. */
export function meterCall(market: Address, headers: readonly MeteringHeader[]): Call {
  const data = encodeFunctionData({ abi, functionName: "meter", args: [headers] });
  return { to: market, data, gas: gasFor("meter", headers.length) };
}

/** Replaces meterings that are not final; `previous` are the recorded ones, in the same order. */
export function remeterCall(
  market: Address,
  next: readonly MeteringHeader[],
  previous: readonly MeteringHeader[],
): Call {
  const data = encodeFunctionData({ abi, functionName: "remeter", args: [next, previous] });
  return { to: market, data, gas: gasFor("remeter", next.length) };
}

/** Makes all slots before `untilSlot` final; `slots` is how many of them are not final yet. */
export function finalizeCall(market: Address, untilSlot: number, slots: number): Call {
  const data = encodeFunctionData({ abi, functionName: "finalize", args: [untilSlot] });
  return { to: market, data, gas: gasFor("finalize", slots) };
}
