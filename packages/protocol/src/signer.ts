import { fromHex, toHex } from "./hex.js";
import type { Address, Hex, Keccak256 } from "./keccak.js";

/** Signs 32-byte digests with one key; a signature is r, s, v (65 bytes, low s): v 27 or 28 on secp256k1, 0 on P-256. */
export interface Signer {
  readonly address: Address;
  sign(digest: Hex): Hex;
}

/** A P-256 public key by the coordinates of its point, 32 bytes each. */
export interface P256Point {
  x: Hex;
  y: Hex;
}

/** A device's signer; `p256` is its public key on P-256, null on secp256k1, where the address says it all. */
export interface DeviceSigner extends Signer {
  readonly p256: P256Point | null;
}

/** Gives the address that signed a digest, or null when the signature is not well-formed. */
export type RecoverSigner = (digest: Hex, signature: Hex) => Address | null;

/** Whether a P-256 key signed SHA-256 of a digest's 32 bytes with a low s; r, s and the key's point are 32 bytes each. */
export type VerifyP256 = (digest: Hex, r: Hex, s: Hex, x: Hex, y: Hex) => boolean;

/** How the signatures of both curves are checked. */
export interface SignatureTools {
  readonly recover: RecoverSigner;
  readonly verifyP256: VerifyP256;
}

/** The name of a P-256 key in the register: the last 20 bytes of the hash of its point's 64. */
export function p256Address(keccak: Keccak256, { x, y }: P256Point): Address {
  const bytes = new Uint8Array(64);
  bytes.set(fromHex(x), 0);
  bytes.set(fromHex(y), 32);
  return toHex(keccak(bytes).slice(12));
}
