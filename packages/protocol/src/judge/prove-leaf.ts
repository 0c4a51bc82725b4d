import type { Hex, Keccak256 } from "../keccak.js";
import { verifyProof } from "../merkle.js";
import type { Leaf } from "./evidence.js";

/** Whether a leaf stands at its index under a root of `count` leaves. */
export function isProven(keccak: Keccak256, root: Hex, count: number, leaf: Leaf): boolean {
  const { index, proof } = leaf;
  return verifyProof(keccak, { root, count, index, leaf: keccak(leaf.words), proof });
}

/** Whether all leaves stand under one root. */
export function areProven(
  keccak: Keccak256,
  root: Hex,
  count: number,
  leaves: readonly Leaf[],
): boolean {
  return leaves.every((leaf) => isProven(keccak, root, count, leaf));
}

/** One leaf, or two by ascending index. */
export function areOneOrTwo(leaves: readonly Leaf[]): boolean {
  const [first, second] = leaves;
  if (first === undefined || leaves.length > 2) return false;
  return second === undefined || first.index < second.index;
}

/** One leaf, or two that stand side by side. */
export function areOneOrAdjacent(leaves: readonly Leaf[]): boolean {
  const [first, second] = leaves;
  if (first === undefined || leaves.length > 2) return false;
  return second === undefined || first.index + 1 === second.index;
}
