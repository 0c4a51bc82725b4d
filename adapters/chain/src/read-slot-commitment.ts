import type { P256Point } from "@pumasi/protocol";
import { type Address, decodeFunctionResult, encodeFunctionData, type Hex } from "viem";
import { communityAbi, ledgerAbi, marketAbi } from "./contracts.gen.js";
import { connectJsonRpc, type JsonRpc } from "./json-rpc.js";
import { parseSlotWord, type SlotWord } from "./slot-word.js";

/** What the ledger says now of one slot, one version of the rules and one period. */
export interface SlotCommitment {
  /** Null once the slot has left the ring. */
  word: SlotWord | null;
  /** Whether the slot is final, so that its word can never change. */
  isFinal: boolean;
  termsHash: Hex | null;
  periodHash: Hex | null;
  /** Who holds each of the asked keys in the slot, by the key in lower case. */
  owners: Map<string, number>;
  /** The points of those asked keys that sign on P-256, by the key in lower case. */
  p256Keys: Map<string, P256Point>;
}

/**
 * Reads what a slot's proof has to be compared with, by standard JSON-RPC. The register is asked at the market's address.
 * Throws `RpcRefusedError` and `RpcUnreachableError`.
 */
export async function readSlotCommitment(source: {
  rpcUrl: string;
  market: Address;
  ledger: Address;
  slot: number;
  rulesVersion: number | null;
  period: number | null;
  keys: readonly Address[];
}): Promise<SlotCommitment> {
  const rpc = connectJsonRpc(source.rpcUrl);
  const { market, ledger, slot, rulesVersion, period } = source;
  try {
    const community = (await ask(rpc, market, marketAbi, "community", [])) as Address;
    const word = parseSlotWord((await ask(rpc, market, marketAbi, "slotWord", [slot])) as bigint);
    const finalUntil = Number(await ask(rpc, market, marketAbi, "finalUntil", []));
    const rules =
      rulesVersion === null
        ? null
        : ((await ask(rpc, community, communityAbi, "rulesAt", [rulesVersion])) as [Hex]);
    const periodHash =
      period === null
        ? null
        : ((await ask(rpc, ledger, ledgerAbi, "periodHashOf", [period])) as Hex);
    const owners = new Map<string, number>();
    const p256Keys = new Map<string, P256Point>();
    for (const key of source.keys) {
      const [valid, account] = (await ask(rpc, community, communityAbi, "deviceAt", [
        key,
        slot,
      ])) as [boolean, number];
      if (valid) owners.set(key.toLowerCase(), account);
      const [x, y] = (await ask(rpc, community, communityAbi, "p256KeyOf", [key])) as [Hex, Hex];
      if (BigInt(x) !== 0n || BigInt(y) !== 0n) p256Keys.set(key.toLowerCase(), { x, y });
    }
    const termsHash = rules?.[0] ?? null;
    return { word, isFinal: slot < finalUntil, termsHash, periodHash, owners, p256Keys };
  } finally {
    rpc.close();
  }
}

async function ask(
  rpc: JsonRpc,
  to: Address,
  abi: typeof marketAbi | typeof communityAbi | typeof ledgerAbi,
  functionName: string,
  args: readonly unknown[],
): Promise<unknown> {
  const call = { abi, functionName, args } as Parameters<typeof encodeFunctionData>[0];
  const data = (await rpc.call(
    "eth_call",
    { to, data: encodeFunctionData(call) },
    "latest",
  )) as Hex;
  return decodeFunctionResult({ ...call, data } as Parameters<typeof decodeFunctionResult>[0]);
}
