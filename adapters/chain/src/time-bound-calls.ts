import { type Hex, slice, toFunctionSelector } from "viem";
import { ledgerAbi, marketAbi } from "./contracts.gen.js";

/** Calls that the contracts take only some time after another one, by the times of their blocks. */
export const boundFunctions: readonly string[] = [
  "clear",
  "finalize",
  "settle",
  "executeWithdrawal",
  "fallBack",
  "skip",
];

/** Refusals that go away by waiting. Each one's last value is the time (seconds) that must be reached or passed. */
export const healedByTime: readonly string[] = [
  "BookTooFresh",
  "ChallengeWindowOpen",
  "GateStillOpen",
  "PeriodWindowOpen",
  "SlotNotEnded",
  "StageNotLate",
  "WithdrawalDelayed",
];

const boundSelectors = new Set(
  [...marketAbi, ...ledgerAbi].flatMap((entry) =>
    entry.type === "function" && boundFunctions.includes(entry.name)
      ? [toFunctionSelector(entry)]
      : [],
  ),
);

/**
 * True for a call that must not be in one block with what it follows, or not before a time that only the ledger knows.
 * The embedded node mines at market time and needs no such care; elsewhere blocks come when they come.
 */
export function isTimeBound(data: Hex): boolean {
  return data.length >= 10 && boundSelectors.has(slice(data, 0, 4));
}

/** The time (seconds since the Unix epoch) until which a refusal lasts, or null when time does not heal it. */
export function refusedUntil(reason: string): number | null {
  const [, name = "", values = ""] = /^(\w+)\(([^)]*)\)$/.exec(reason) ?? [];
  if (!healedByTime.includes(name)) return null;
  const until = Number(values.split(", ").at(-1));
  return Number.isFinite(until) ? until : null;
}
