import { type Hex, hexToBigInt } from "viem";
import type { JsonRpc } from "./json-rpc.js";
import type { FeeMarketFees } from "./transaction-fees.js";

/** What this ledger asks for now, with room for the base fee to double; nothing on a ledger that charges nothing. */
export async function feesForNow(rpc: JsonRpc): Promise<FeeMarketFees> {
  const block = (await rpc.call("eth_getBlockByNumber", "latest", false)) as {
    baseFeePerGas?: Hex;
  };
  const baseFee = hexToBigInt(block.baseFeePerGas ?? "0x0");
  if (baseFee === 0n) return { type: "eip1559", maxFeePerGas: 0n, maxPriorityFeePerGas: 0n };
  const tip = hexToBigInt((await rpc.call("eth_maxPriorityFeePerGas")) as Hex);
  return { type: "eip1559", maxFeePerGas: 2n * baseFee + tip, maxPriorityFeePerGas: tip };
}
