import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { fromHex, type RecoverSigner, toHex } from "@pumasi/protocol";

/**
 * Gives the address that signed a digest, or null for a signature that is not well-formed: the browser's
 * counterpart of what server and command do with a native library. A high s is refused as there, because
 * the same order would otherwise have two valid signatures.
 */
export const recoverSigner: RecoverSigner = (digest, signature) => {
  const bytes = fromHex(signature);
  const v = bytes[64];
  if (bytes.length !== 65 || (v !== 27 && v !== 28)) return null;
  try {
    const parsed = secp256k1.Signature.fromBytes(bytes.subarray(0, 64), "compact");
    if (parsed.hasHighS()) return null;
    const point = parsed.addRecoveryBit(v - 27).recoverPublicKey(fromHex(digest));
    const publicKey = point.toBytes(false);
    return toHex(keccak_256(publicKey.subarray(1)).subarray(12));
  } catch {
    // r or s outside the group, or no point of the curve: nobody signed this.
    return null;
  }
};
