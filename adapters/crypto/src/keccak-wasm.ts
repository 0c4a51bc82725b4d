import type { Keccak256 } from "@pumasi/protocol";
import { createKeccak } from "hash-wasm";

/** One reused wasm instance of Keccak-256: six times as fast as JavaScript, ready once loaded. */
export async function loadKeccak(): Promise<Keccak256> {
  const hasher = await createKeccak(256);
  return (bytes) => {
    hasher.init();
    hasher.update(bytes);
    return hasher.digest("binary");
  };
}
