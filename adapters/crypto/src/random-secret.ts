import { randomBytes } from "node:crypto";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { type Hex, type Keccak256, toHex } from "@pumasi/protocol";
import { isPrivateKey } from "./device-signer.js";

/**
 * Where keys, codes and salts come from: the operating system's randomness, or, in a reproducible
 * simulation, the hash of a seed and a name. A seeded source must never be used with real members.
 */
export interface SecretSource {
  secret(name: string): Hex;
  privateKey(name: string): Uint8Array;
}

export function randomSecrets(): SecretSource {
  return {
    secret: () => toHex(randomBytes(32)),
    privateKey() {
      for (;;) {
        const key = new Uint8Array(randomBytes(32));
        if (isPrivateKey(key)) return key;
      }
    },
  };
}

export function seededSecrets(keccak: Keccak256, seed: string): SecretSource {
  const derive = (name: string) => keccak(utf8ToBytes(JSON.stringify(["pumasi", seed, name])));
  return {
    secret: (name) => toHex(derive(name)),
    privateKey: (name) => {
      const key = derive(`key:${name}`);
      if (!isPrivateKey(key)) throw new Error("the hash of a seed was not a private key");
      return key;
    },
  };
}
