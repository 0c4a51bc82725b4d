import type { Address, Hex } from "./keccak.js";

/** Signs 32-byte digests with one secp256k1 key; a signature is r, s, v (65 bytes, v 27 or 28, low s). */
export interface Signer {
  readonly address: Address;
  sign(digest: Hex): Hex;
}

/** Gives the address that signed a digest, or null when the signature is not well-formed. */
export type RecoverSigner = (digest: Hex, signature: Hex) => Address | null;
