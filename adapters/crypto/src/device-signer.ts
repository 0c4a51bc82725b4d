import {
  type Address,
  type DeviceSigner,
  fromHex,
  type Hex,
  type Keccak256,
  toHex,
} from "@pumasi/protocol";
import { loadNative } from "./secp256k1-native.js";

const native = loadNative();

/** The address of an uncompressed public key: the last 20 bytes of the hash of its 64 bytes. */
function addressOf(keccak: Keccak256, publicKey: Uint8Array): Address {
  return toHex(keccak(publicKey.slice(1)).slice(12));
}

/** A signer for one private key (32 bytes). Signatures are deterministic (RFC 6979) with low s. */
export function createSigner(keccak: Keccak256, privateKey: Uint8Array): DeviceSigner {
  const address = addressOf(keccak, native.publicKeyCreate(privateKey, false));
  return {
    address,
    p256: null,
    sign(digest) {
      const { signature, recid } = native.ecdsaSign(fromHex(digest), privateKey);
      const bytes = new Uint8Array(65);
      bytes.set(signature, 0);
      bytes[64] = 27 + recid;
      return toHex(bytes);
    },
  };
}

/** True for 32 bytes that are a private key of the curve. */
export function isPrivateKey(bytes: Uint8Array): boolean {
  return bytes.length === 32 && native.privateKeyVerify(bytes);
}

/**
 * Gives the address that signed a digest, or null for a signature that is not well-formed. A high s
 * is refused, because the same order would otherwise have two valid signatures.
 */
export function createRecoverSigner(
  keccak: Keccak256,
): (digest: Hex, signature: Hex) => Address | null {
  return (digest, signature) => {
    const bytes = fromHex(signature);
    const v = bytes[64];
    if (bytes.length !== 65 || (v !== 27 && v !== 28)) return null;
    const compact = bytes.slice(0, 64);
    try {
      if (native.signatureNormalize(compact.slice()).some((byte, i) => byte !== compact[i])) {
        return null;
      }
      return addressOf(keccak, native.ecdsaRecover(compact, v - 27, fromHex(digest), false));
    } catch {
      return null;
    }
  };
}
