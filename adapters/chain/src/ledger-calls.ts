import type { PeriodHeader } from "@pumasi/protocol";
import { type Address, encodeFunctionData, type Hex } from "viem";
import { type Call, gasFor } from "./call.js";
import { ledgerAbi as abi } from "./contracts.gen.js";
import type { SettlementBatch } from "./settlement-batch.js";

/** Sets how far accounts may go below zero, in 10⁻⁶ currency. */
export function setCreditLimitsCall(
  ledger: Address,
  limits: readonly { account: number; limit: bigint }[],
): Call {
  const args = [limits.map((entry) => entry.account), limits.map((entry) => entry.limit)] as const;
  const data = encodeFunctionData({ abi, functionName: "setCreditLimits", args });
  return { to: ledger, data, gas: gasFor("setCreditLimits", limits.length) };
}

/** Credits coins of the sender, who has approved them, to an account; in 10⁻⁶ currency. */
export function depositCall(ledger: Address, account: number, amount: bigint): Call {
  const data = encodeFunctionData({ abi, functionName: "deposit", args: [account, amount] });
  return { to: ledger, data, gas: gasFor("transfer") };
}

/** As `depositCall`, with the sender's signed approval (ERC-2612) in the same transaction. */
export function depositWithPermitCall(
  ledger: Address,
  account: number,
  amount: bigint,
  permit: { deadline: bigint; v: number; r: Hex; s: Hex },
): Call {
  const args = [account, amount, permit.deadline, permit.v, permit.r, permit.s] as const;
  const data = encodeFunctionData({ abi, functionName: "depositWithPermit", args });
  return { to: ledger, data, gas: gasFor("transfer") };
}

/** Asks for coins to be paid out of an account; by the treasurer, in 10⁻⁶ currency. Requests are numbered from 1. */
export function requestWithdrawalCall(
  ledger: Address,
  account: number,
  to: Address,
  amount: bigint,
): Call {
  const args = [account, to, amount] as const;
  const data = encodeFunctionData({ abi, functionName: "requestWithdrawal", args });
  return { to: ledger, data, gas: gasFor("transfer") };
}

/** Pays a requested withdrawal once its delay is over, within the account's headroom; anyone may. */
export function executeWithdrawalCall(ledger: Address, id: number): Call {
  const data = encodeFunctionData({ abi, functionName: "executeWithdrawal", args: [BigInt(id)] });
  return { to: ledger, data, gas: gasFor("transfer") };
}

/** Takes a requested withdrawal back; by the treasurer. */
export function cancelWithdrawalCall(ledger: Address, id: number): Call {
  const data = encodeFunctionData({ abi, functionName: "cancelWithdrawal", args: [BigInt(id)] });
  return { to: ledger, data, gas: gasFor("transfer") };
}

/** Commits the next period, all of whose slots are final, and the hashes of its batches. */
export function commitPeriodCall(
  ledger: Address,
  header: PeriodHeader,
  batchHashes: readonly Hex[],
): Call {
  const args = [header, batchHashes] as const;
  const data = encodeFunctionData({ abi, functionName: "commitPeriod", args });
  return { to: ledger, data, gas: gasFor("commitPeriod", batchHashes.length) };
}

/** Commits the period under way again, after a void. */
export function recommitPeriodCall(
  ledger: Address,
  header: PeriodHeader,
  batchHashes: readonly Hex[],
): Call {
  const args = [header, batchHashes] as const;
  const data = encodeFunctionData({ abi, functionName: "recommitPeriod", args });
  return { to: ledger, data, gas: gasFor("commitPeriod", batchHashes.length) };
}

/** Applies the next batch of the period under way; anyone may. */
export function settleCall(ledger: Address, settlement: SettlementBatch): Call {
  const { period, batch, firstWord, deltas } = settlement;
  const args = [period, batch, firstWord, deltas] as const;
  const data = encodeFunctionData({ abi, functionName: "settle", args });
  return { to: ledger, data, gas: gasFor("settle", deltas.length) };
}
