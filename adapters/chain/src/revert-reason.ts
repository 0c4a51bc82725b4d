import { type Abi, decodeErrorResult, type Hex } from "viem";
import {
  coinAbi,
  communityAbi,
  courtAbi,
  demandsAbi,
  factJudgeAbi,
  inboxAbi,
  ledgerAbi,
  marketAbi,
  periodJudgeAbi,
  uniformPriceRuleAbi,
} from "./contracts.gen.js";

/** Errors of every contract in one list, since a call may fail in a contract that it reaches through another. */
const everyError: Abi = [
  ...[communityAbi, marketAbi, ledgerAbi, coinAbi],
  ...[courtAbi, demandsAbi, inboxAbi, factJudgeAbi, periodJudgeAbi, uniformPriceRuleAbi],
]
  .flat()
  .filter((entry) => entry.type === "error");

/**
 * A contract's refusal in words: the error's name with its values in the contract's units.
 * Unknown data comes out as it is, and empty data (out of gas, or no contract there) says so.
 */
export function decodeRevertReason(data: Hex): string {
  if (data === "0x") return "no reason given";
  try {
    const { errorName, args } = decodeErrorResult({ abi: everyError, data });
    return `${errorName}(${(args ?? []).map(String).join(", ")})`;
  } catch {
    return data;
  }
}
