import { describe, expect, it } from "vitest";
import { keccak } from "./cases/hashing.js";
import { fromHex, toHex, ZERO_HASH } from "./hex.js";
import { MerkleTree, verifyProof } from "./merkle.js";

const MOST_LEAVES = 40;

const leaf = (index: number) => keccak(new Uint8Array([1, index]));
const leaves = (count: number) => Array.from({ length: count }, (_, index) => leaf(index));

/** The root computed by splitting from the top, the way nobody would write it for speed. */
function naiveRoot(nodes: readonly Uint8Array[]): Uint8Array {
  if (nodes.length === 1) return nodes[0] as Uint8Array;
  const left = 2 ** Math.ceil(Math.log2(nodes.length)) / 2;
  return keccak(
    new Uint8Array([...naiveRoot(nodes.slice(0, left)), ...naiveRoot(nodes.slice(left))]),
  );
}

describe("a Merkle tree", () => {
  it("has a zero root without leaves", () => {
    expect(new MerkleTree(keccak, []).root).toBe(ZERO_HASH);
  });

  it("has the root that splitting from the top gives", () => {
    for (let count = 1; count <= MOST_LEAVES; count++) {
      const tree = new MerkleTree(keccak, leaves(count));
      expect(tree.root).toBe(toHex(naiveRoot(leaves(count))));
    }
  });

  it("proves every leaf at its own index, and at no other", () => {
    for (let count = 1; count <= MOST_LEAVES; count++) {
      const tree = new MerkleTree(keccak, leaves(count));
      for (let index = 0; index < count; index++) {
        const proof = tree.proof(index);
        for (let shown = -1; shown <= count; shown++) {
          const claim = { root: tree.root, count, index: shown, leaf: leaf(index), proof };
          expect(verifyProof(keccak, claim)).toBe(shown === index);
        }
      }
    }
  });

  it("proves nothing when the leaf, the root or any sibling is changed", () => {
    for (let count = 1; count <= MOST_LEAVES; count++) {
      const tree = new MerkleTree(keccak, leaves(count));
      for (let index = 0; index < count; index++) {
        const proof = tree.proof(index);
        const claim = { root: tree.root, count, index, leaf: leaf(index), proof };
        const forged = [
          { ...claim, leaf: leaf(count) },
          { ...claim, root: toHex(leaf(count)) },
          { ...claim, proof: [...proof, ZERO_HASH] },
          ...proof.map((_, level) => ({ ...claim, proof: proof.toSpliced(level, 1) })),
          ...proof.map((sibling, level) => ({
            ...claim,
            proof: proof.with(level, toHex(keccak(fromHex(sibling)))),
          })),
        ];
        for (const lie of forged) expect(verifyProof(keccak, lie)).toBe(false);
      }
    }
  });

  it("does not show an inner node as a leaf of a smaller tree", () => {
    const tree = new MerkleTree(keccak, leaves(4));
    const inner = keccak(new Uint8Array([...leaf(0), ...leaf(1)]));
    const [, upper] = tree.proof(0);
    const claim = { root: tree.root, index: 0, leaf: inner, proof: [upper as `0x${string}`] };
    expect(verifyProof(keccak, { ...claim, count: 2 })).toBe(true);
    expect(verifyProof(keccak, { ...claim, count: 4 })).toBe(false);
  });

  it("has no proof of a leaf that does not exist", () => {
    expect(() => new MerkleTree(keccak, leaves(3)).proof(3)).toThrow("the leaf exists");
    expect(() => new MerkleTree(keccak, leaves(3)).proof(-1)).toThrow("the leaf exists");
  });
});
