import {
  type Address,
  type Hex,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  type TransactionSerialized,
} from "viem";

/** What a signed transaction says of itself; its sender follows from the signature. Fees in the chain's smallest unit. */
export interface RawTransaction {
  hash: Hex;
  sender: Address;
  chainId: number | null;
  gas: bigint;
  /** Whether it would move or cost anything of the chain's own coin. */
  isFree: boolean;
}

/** Decodes a signed transaction; null when it cannot be decoded or is not validly signed. */
export async function readRawTransaction(raw: Hex): Promise<RawTransaction | null> {
  try {
    const serializedTransaction = raw as TransactionSerialized;
    const parsed = parseTransaction(serializedTransaction);
    const sender = await recoverTransactionAddress({ serializedTransaction });
    const price = parsed.gasPrice ?? parsed.maxFeePerGas ?? 0n;
    return {
      hash: keccak256(raw),
      sender,
      chainId: parsed.chainId ?? null,
      gas: parsed.gas ?? 0n,
      isFree: price === 0n && (parsed.value ?? 0n) === 0n,
    };
  } catch {
    return null;
  }
}
