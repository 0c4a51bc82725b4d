import { assert } from "@pumasi/quantities";
import { fromHex, toHex, ZERO_HASH } from "./hex.js";
import type { Hex, Keccak256 } from "./keccak.js";

/**
 * A plain Merkle tree over leaf hashes, position-bound: a proof is checked against the leaf's index
 * and the number of leaves, which the header commits to, so no leaf can be shown at two places. A
 * node without a sibling moves up unchanged. The root of no leaves is zero.
 */
export class MerkleTree {
  private readonly levels: Uint8Array[][];

  constructor(keccak: Keccak256, leaves: readonly Uint8Array[]) {
    this.levels = [[...leaves]];
    let level = this.levels[0] as Uint8Array[];
    while (level.length > 1) {
      const above: Uint8Array[] = [];
      for (let i = 0; i + 1 < level.length; i += 2) {
        above.push(hashPair(keccak, level[i] as Uint8Array, level[i + 1] as Uint8Array));
      }
      if (level.length % 2 === 1) above.push(level[level.length - 1] as Uint8Array);
      this.levels.push(above);
      level = above;
    }
  }

  get root(): Hex {
    const top = this.levels[this.levels.length - 1]?.[0];
    return top === undefined ? ZERO_HASH : toHex(top);
  }

  /** The siblings from the leaf up, leaving out the levels where the node has none. */
  proof(index: number): Hex[] {
    assert(index >= 0 && index < (this.levels[0] as Uint8Array[]).length, "the leaf exists");
    const siblings: Hex[] = [];
    let position = index;
    for (const level of this.levels.slice(0, -1)) {
      const sibling = level[position ^ 1];
      if (sibling !== undefined) siblings.push(toHex(sibling));
      position >>= 1;
    }
    return siblings;
  }
}

/** True when the leaf hash stands at `index` of a tree of `count` leaves with this root. */
export function verifyProof(
  keccak: Keccak256,
  claim: { root: Hex; count: number; index: number; leaf: Uint8Array; proof: readonly Hex[] },
): boolean {
  if (claim.index < 0 || claim.index >= claim.count) return false;
  let node = claim.leaf;
  let position = claim.index;
  let last = claim.count - 1;
  let used = 0;
  while (last > 0) {
    const isLone = position === last && position % 2 === 0;
    if (!isLone) {
      const text = claim.proof[used++];
      if (text === undefined) return false;
      const sibling = fromHex(text);
      node = position % 2 === 0 ? hashPair(keccak, node, sibling) : hashPair(keccak, sibling, node);
    }
    position >>= 1;
    last >>= 1;
  }
  return used === claim.proof.length && toHex(node) === claim.root;
}

function hashPair(keccak: Keccak256, left: Uint8Array, right: Uint8Array): Uint8Array {
  const pair = new Uint8Array(64);
  pair.set(left, 0);
  pair.set(right, 32);
  return keccak(pair);
}
