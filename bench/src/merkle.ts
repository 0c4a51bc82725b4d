import { strictEqual } from "node:assert";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { loadKeccak } from "@pumasi/crypto";
import { MerkleTree } from "@pumasi/protocol";
import type { Benchmark } from "./benchmark.js";

const LEAVES = 2 ** 14;

/** Building a commitment's tree over leaves that are hashed already. */
export const merkle: Benchmark = {
  name: "protocol/merkle",
  unit: "leaves/s",
  amount: LEAVES,
  async prepare() {
    const keccak = await loadKeccak();
    const leaves = Array.from({ length: LEAVES }, (_, index) =>
      keccak(Uint8Array.of(index, index >> 8)),
    );
    strictEqual(new MerkleTree(keccak, leaves).root, new MerkleTree(keccak_256, leaves).root);
    return {
      run: () => new MerkleTree(keccak, leaves),
      against: { name: "keccak of @noble/hashes", run: () => new MerkleTree(keccak_256, leaves) },
    };
  },
};
