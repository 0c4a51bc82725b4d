import type { Address, Hex } from "viem";
import { operatorAddress, signWithFees } from "./sign-transaction.js";
import type { TransactionFees } from "./transaction-fees.js";

/** A transaction in full, but for its signature. It never carries value: the contracts take none. */
export interface UnsignedTransaction {
  chainId: number;
  nonce: number;
  /** Null makes a contract. */
  to: Address | null;
  data: Hex;
  gas: bigint;
  fees: TransactionFees;
}

/** A transaction as it goes over the wire, and what identifies it there. */
export interface SignedTransaction {
  raw: Hex;
  hash: Hex;
}

/** Whoever holds the operator's key. */
export interface TransactionSigner {
  readonly address: Address;
  /** Throws `SignerUnavailableError` and `SignerUntrustedError`; a key at hand throws nothing. */
  sign(transaction: UnsignedTransaction): Promise<SignedTransaction>;
}

/** Signs with a key that this process holds. */
export function signerWithKey(privateKey: Hex): TransactionSigner {
  return {
    address: operatorAddress(privateKey),
    sign: (transaction) => signWithFees({ ...transaction, privateKey }),
  };
}
