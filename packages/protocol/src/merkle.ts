import { assert } from "@pumasi/quantities";
import { fromHex, toHex, ZERO_HASH } from "./hex.js";
import type { Hex, Keccak256 } from "./keccak.js";

/** Bytes of a node. */
const NODE = 32;
/** A node as numbers of 32 bits, which are copied faster than bytes or a part of an array. */
const LANES = NODE / 4;

/** Where two hashes are put side by side; a new one for each pair took as long as hashing it. */
const pair = new Uint8Array(2 * NODE);
const pairLanes = new Int32Array(pair.buffer);

/**
 * A plain Merkle tree over leaf hashes, position-bound: a proof is checked against the leaf's index
 * and the number of leaves, which the header commits to, so no leaf can be shown at two places. A
 * node without a sibling moves up unchanged. The root of no leaves is zero.
 *
 * All nodes stand in one buffer, level after level: a buffer for each node took as long as hashing it.
 */
export class MerkleTree {
  private readonly nodes: Uint8Array;
  /** The levels' first nodes and their lengths, from the leaves up. */
  private readonly levels: { first: number; length: number }[] = [];

  /** `leaves` are hashes, or what `hashOf` makes hashes of: one after the other, so that they need not all be kept. */
  constructor(
    keccak: Keccak256,
    leaves: readonly Uint8Array[],
    hashOf: (leaf: Uint8Array) => Uint8Array = (leaf) => leaf,
  ) {
    let first = 0;
    for (let length = leaves.length; length > 0; length = length === 1 ? 0 : (length + 1) >> 1) {
      this.levels.push({ first, length });
      first += length;
    }
    const nodes = new Uint8Array(first * NODE);
    for (let index = 0; index < leaves.length; index++) {
      const leaf = hashOf(leaves[index] as Uint8Array);
      assert(leaf.length === NODE, "a leaf of a tree is a hash");
      nodes.set(leaf, index * NODE);
    }
    const lanes = new Int32Array(nodes.buffer);
    for (const [height, level] of this.levels.slice(1).entries()) {
      const below = this.levels[height] as { first: number; length: number };
      for (let i = 0; i < level.length; i++) {
        const left = below.first + 2 * i;
        const target = (level.first + i) * NODE;
        if (2 * i + 1 === below.length) {
          nodes.copyWithin(target, left * NODE, (left + 1) * NODE);
          continue;
        }
        for (let lane = 0; lane < 2 * LANES; lane++) {
          pairLanes[lane] = lanes[left * LANES + lane] as number;
        }
        nodes.set(keccak(pair), target);
      }
    }
    this.nodes = nodes;
  }

  get root(): Hex {
    return this.nodes.length === 0 ? ZERO_HASH : toHex(this.nodes.subarray(-NODE));
  }

  /** The siblings from the leaf up, leaving out the levels where the node has none. */
  proof(index: number): Hex[] {
    assert(index >= 0 && index < (this.levels[0]?.length ?? 0), "the leaf exists");
    const siblings: Hex[] = [];
    let position = index;
    for (const { first, length } of this.levels.slice(0, -1)) {
      const sibling = position ^ 1;
      const start = (first + sibling) * NODE;
      if (sibling < length) siblings.push(toHex(this.nodes.subarray(start, start + NODE)));
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
  pair.set(left, 0);
  pair.set(right, 32);
  return keccak(pair);
}
