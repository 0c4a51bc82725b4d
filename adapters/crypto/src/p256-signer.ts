import { p256 } from "@noble/curves/nist.js";
import { sha256 } from "@noble/hashes/sha2.js";
import {
  type DeviceSigner,
  fromHex,
  type Keccak256,
  p256Address,
  toHex,
  type VerifyP256,
} from "@pumasi/protocol";

/** Bytes of r, s, and of each coordinate. */
const WORD = 32;

/** The first byte of a public key that is written as both of its coordinates. */
const UNCOMPRESSED = 4;

/** What is signed is hashed here, once; s is the lower of both, as the ledger demands. */
const AS_ON_LEDGER = { prehash: false, lowS: true } as const;

/**
 * A signer for one private key (32 bytes) of P-256, the curve of phones, chips and web browsers. It signs SHA-256 of the digest,
 * as those do. Signatures are deterministic (RFC 6979) with low s, and v is 0.
 */
export function createP256Signer(keccak: Keccak256, privateKey: Uint8Array): DeviceSigner {
  const publicKey = p256.getPublicKey(privateKey, false);
  const point = {
    x: toHex(publicKey.subarray(1, 1 + WORD)),
    y: toHex(publicKey.subarray(1 + WORD)),
  };
  return {
    address: p256Address(keccak, point),
    p256: point,
    sign(digest) {
      const signature = p256.sign(sha256(fromHex(digest)), privateKey, AS_ON_LEDGER);
      const bytes = new Uint8Array(2 * WORD + 1);
      bytes.set(signature.toBytes("compact"), 0);
      return toHex(bytes);
    },
  };
}

/** True for 32 bytes that are a private key of P-256. */
export function isP256PrivateKey(bytes: Uint8Array): boolean {
  return p256.utils.isValidSecretKey(bytes);
}

/** Whether the key at a point signed a digest, exactly as the ledger's contracts say: no high s, no point off the curve. */
export const verifyP256: VerifyP256 = (digest, r, s, x, y) => {
  const publicKey = Uint8Array.of(UNCOMPRESSED, ...fromHex(x), ...fromHex(y));
  const signature = Uint8Array.of(...fromHex(r), ...fromHex(s));
  try {
    return p256.verify(signature, sha256(fromHex(digest)), publicKey, AS_ON_LEDGER);
  } catch {
    // r or s outside the group, or no point of the curve: nobody signed this.
    return false;
  }
};
