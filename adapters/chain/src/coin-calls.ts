import { type Address, encodeFunctionData } from "viem";
import { type Call, gasFor } from "./call.js";
import { coinAbi as abi } from "./contracts.gen.js";

/** Issues coins to somebody; by the issuer, in 10⁻⁶ currency. */
export function mintCall(coin: Address, to: Address, amount: bigint): Call {
  const data = encodeFunctionData({ abi, functionName: "mint", args: [to, amount] });
  return { to: coin, data, gas: gasFor("transfer") };
}

/** Destroys coins of the sender's own, in 10⁻⁶ currency. */
export function burnCall(coin: Address, amount: bigint): Call {
  const data = encodeFunctionData({ abi, functionName: "burn", args: [amount] });
  return { to: coin, data, gas: gasFor("transfer") };
}

/** Lets `spender` (the ledger, for a deposit) take coins of the sender's, in 10⁻⁶ currency. */
export function approveCall(coin: Address, spender: Address, amount: bigint): Call {
  const data = encodeFunctionData({ abi, functionName: "approve", args: [spender, amount] });
  return { to: coin, data, gas: gasFor("transfer") };
}
