import { type Address, getContractAddress, type Hex, keccak256 } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { SignedTransaction, UnsignedTransaction } from "./transaction-signer.js";

/** A transaction before its signature; fees are per unit of gas, in the chain's smallest unit. */
export interface TransactionToSign {
  privateKey: Hex;
  chainId: number;
  nonce: number;
  /** Null makes a contract. */
  to: Address | null;
  data: Hex;
  gas: bigint;
  /** Zero unless given: a community's own ledger charges nothing. */
  maxFeePerGas?: bigint;
  maxPriorityFeePerGas?: bigint;
}

/** Signs an EIP-1559 transaction; the same input always gives the same bytes, as the journal needs. */
export async function signTransaction(
  transaction: TransactionToSign,
): Promise<{ raw: Hex; hash: Hex }> {
  const { maxFeePerGas = 0n, maxPriorityFeePerGas = 0n, ...rest } = transaction;
  return signWithFees({ ...rest, fees: { type: "eip1559", maxFeePerGas, maxPriorityFeePerGas } });
}

/** Signs a transaction of either kind; the same input always gives the same bytes. */
export async function signWithFees(
  transaction: UnsignedTransaction & { privateKey: Hex },
): Promise<SignedTransaction> {
  const { privateKey, fees, ...rest } = transaction;
  const raw = await privateKeyToAccount(privateKey).signTransaction({ ...rest, ...fees });
  return { raw, hash: keccak256(raw) };
}

/** The address that signs with this key. */
export function operatorAddress(privateKey: Hex): Address {
  return privateKeyToAccount(privateKey).address;
}

/** Where the contract will be that `operator` makes with its transaction number `nonce`. */
export function contractAddressAt(operator: Address, nonce: number): Address {
  return getContractAddress({ from: operator, nonce: BigInt(nonce) });
}
