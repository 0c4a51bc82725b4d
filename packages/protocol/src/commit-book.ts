import { assert } from "@pumasi/quantities";
import type { BookHeader } from "./headers.js";
import type { Hex, Keccak256 } from "./keccak.js";
import { type BookLeaf, hashBookLeaf } from "./leaves.js";
import { MerkleTree } from "./merkle.js";

/**
 * The frozen book of a slot: its header for the ledger and the tree that proofs come from. Orders
 * stand at their sequence numbers, 0 to n − 1 without a gap.
 */
export function commitBook(
  keccak: Keccak256,
  slot: number,
  secret: Hex,
  orders: readonly BookLeaf[],
): { header: BookHeader; tree: MerkleTree } {
  const leaves = orders.map((order, index) => {
    assert(order.sequence === index && order.slot === slot, "the book has no gap in its sequence");
    return hashBookLeaf(keccak, secret, order);
  });
  const tree = new MerkleTree(keccak, leaves);
  return { header: { slot, orders: orders.length, bookRoot: tree.root }, tree };
}
