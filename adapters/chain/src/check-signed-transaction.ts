import {
  type Address,
  type Hex,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  type TransactionSerialized,
} from "viem";
import type { UnsignedTransaction } from "./transaction-signer.js";

/** Whoever signed it and its hash, or what differs from what was to be signed. */
export type CheckedTransaction = { sender: Address; hash: Hex } | { problem: string };

/**
 * Decodes a signed transaction and compares every field with what was asked, value and access list included,
 * before its sender is recovered. Whoever signs elsewhere is believed in nothing.
 */
export async function checkSignedTransaction(
  raw: Hex,
  asked: UnsignedTransaction,
): Promise<CheckedTransaction> {
  let signed: Record<string, unknown>;
  try {
    signed = parseTransaction(raw as TransactionSerialized) as unknown as Record<string, unknown>;
  } catch {
    return { problem: "it cannot be decoded" };
  }
  for (const [field, expected] of Object.entries(fieldsOf(asked))) {
    const found = signed[field] ?? absent(field);
    if (!areSame(found, expected)) {
      return { problem: `its ${field} is ${String(found)}, not ${String(expected)}` };
    }
  }
  if (Array.isArray(signed.accessList) && signed.accessList.length > 0) {
    return { problem: "it has an access list" };
  }
  const known = new Set([...Object.keys(fieldsOf(asked)), "accessList", ...signatureFields]);
  const added = Object.keys(signed).find((field) => !known.has(field));
  if (added !== undefined) return { problem: `it has a field that was not asked for: ${added}` };
  try {
    const sender = await recoverTransactionAddress({
      serializedTransaction: raw as TransactionSerialized,
    });
    return { sender, hash: keccak256(raw) };
  } catch {
    return { problem: "its signature is not valid" };
  }
}

const signatureFields = ["r", "s", "v", "yParity"];

function fieldsOf({ chainId, nonce, to, data, gas, fees }: UnsignedTransaction) {
  return { ...fees, chainId, nonce, to, data, gas, value: 0n };
}

/** What a field means that the encoding leaves out when it is empty or zero. */
function absent(field: string): unknown {
  if (field === "to") return null;
  if (field === "data") return "0x";
  if (field === "nonce") return 0;
  return ["chainId", "type"].includes(field) ? null : 0n;
}

/** Hexadecimal may be written in either case, as checksummed addresses are. */
function areSame(found: unknown, expected: unknown): boolean {
  return typeof found === "string" && typeof expected === "string"
    ? found.toLowerCase() === expected.toLowerCase()
    : found === expected;
}
