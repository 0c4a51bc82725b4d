import { p256 } from "@noble/curves/nist.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { fromHex, type VerifyP256 } from "@pumasi/protocol";

/** The first byte of a public key that is written as both of its coordinates. */
const UNCOMPRESSED = 4;

/**
 * Whether a device's P-256 key signed a digest: the same library and options as server and command use. The browser's own
 * WebCrypto knows the curve too, but answers later only, takes a high s, and is missing where a page came without TLS.
 */
export const verifyP256: VerifyP256 = (digest, r, s, x, y) => {
  const publicKey = Uint8Array.of(UNCOMPRESSED, ...fromHex(x), ...fromHex(y));
  const signature = Uint8Array.of(...fromHex(r), ...fromHex(s));
  try {
    const options = { prehash: false, lowS: true };
    return p256.verify(signature, sha256(fromHex(digest)), publicKey, options);
  } catch {
    // r or s outside the group, or no point of the curve: nobody signed this.
    return false;
  }
};
