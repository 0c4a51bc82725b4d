import type { Signer } from "@pumasi/protocol";
import { keccak256, parseSignature, serializeTransaction } from "viem";
import type { TransactionSigner } from "./transaction-signer.js";

/** Signs transactions with a secp256k1 key that only signs digests and is shown to nobody, such as a gateway's device key. */
export function signerOfDigests(signer: Signer): TransactionSigner {
  return {
    address: signer.address,
    async sign({ fees, to, ...rest }) {
      const transaction = { ...rest, ...fees, ...(to === null ? {} : { to }) };
      const digest = keccak256(serializeTransaction(transaction));
      const raw = serializeTransaction(transaction, parseSignature(signer.sign(digest)));
      return { raw, hash: keccak256(raw) };
    },
  };
}
