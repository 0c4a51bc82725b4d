import { assert } from "@pumasi/quantities";
import type { BookHeader } from "./headers/index.js";
import type { Hex, Keccak256 } from "./keccak.js";
import { type BookLeaf, encodeBookLeaf, saltsOf } from "./leaves/index.js";
import { MerkleTree } from "./merkle.js";

/** A committed tree: its leaves' words, from which proofs for anybody are made, and the tree over their hashes. */
export interface CommittedLeaves {
  words: Uint8Array[];
  tree: MerkleTree;
}

/** Hashes leaves' words and builds their tree. */
export function commitLeaves(keccak: Keccak256, words: Uint8Array[]): CommittedLeaves {
  return { words, tree: new MerkleTree(keccak, words, keccak) };
}

/**
 * The frozen book of a slot: its header for the ledger and the tree that proofs come from. Orders
 * stand at their sequence numbers, 0 to n − 1 without a gap.
 */
export function commitBook(
  keccak: Keccak256,
  slot: number,
  secret: Hex,
  orders: readonly BookLeaf[],
): CommittedLeaves & { header: BookHeader } {
  const saltOf = saltsOf(keccak, secret, "book");
  const words = orders.map((order, index) => {
    assert(order.sequence === index && order.slot === slot, "the book has no gap in its sequence");
    return encodeBookLeaf(order, saltOf(index));
  });
  const book = commitLeaves(keccak, words);
  return { ...book, header: { slot, orders: orders.length, bookRoot: book.tree.root } };
}
