import {
  type CommittedLeaves,
  fromHex,
  type Hex,
  type Keccak256,
  type Leaf,
  MerkleTree,
} from "@pumasi/protocol";

/** Where fields stand in a leaf's words, in bytes (docs/COMMITMENTS.md). */
export const FIELD = {
  book: { account: 16, nonce: 80 },
  fill: { fill: 64, bought: 72 },
  reading: { imported: 64, totalImported: 128, importBefore: 144 },
  line: { contractedBuy: 64, imported: 80, tradeAmount: 224, sumTrade: 288 },
  period: { carryIn: 64, ledgerDelta: 96, sumLedgerDelta: 128, slotsRoot: 160 },
  periodSlot: { total: 64, sumTotal: 80 },
} as const;

/** Adds one to a signed field of 128 bits, or to an unsigned one of 64. */
export function addOne(field: number, bytes: 8 | 16): (view: DataView) => void {
  const low = field + bytes - 8;
  return (view) => {
    const value = view.getBigInt64(low);
    if (value === -1n && bytes === 16) view.setBigInt64(field, view.getBigInt64(field) + 1n);
    view.setBigInt64(low, value + 1n);
  };
}

/** Takes one from an unsigned field of 64 bits that is not zero. */
export function takeOne(field: number): (view: DataView) => void {
  return (view) => view.setBigUint64(field, view.getBigUint64(field) - 1n);
}

/** Puts a hash where a field of 32 bytes stands. */
export function putHash(field: number, hash: Hex): (view: DataView) => void {
  const bytes = fromHex(hash);
  return (view) => {
    for (const [i, byte] of bytes.entries()) view.setUint8(field + i, byte);
  };
}

/** What is changed in which leaf. */
export type Edits = Readonly<Record<number, (view: DataView) => void>>;

/** The same commitment with some leaves' words changed, as a cheating operator would make it. */
export function forge(
  keccak: Keccak256,
  { words }: CommittedLeaves,
  edits: Edits,
): CommittedLeaves {
  const forged = words.map((own, index) => {
    const edit = edits[index];
    if (edit === undefined) return own;
    const copy = own.slice();
    edit(new DataView(copy.buffer));
    return copy;
  });
  return { words: forged, tree: new MerkleTree(keccak, forged.map(keccak)) };
}

/** A leaf as evidence shows it. */
export function leafAt({ words, tree }: CommittedLeaves, index: number): Leaf {
  const own = words[index];
  if (own === undefined) throw new Error(`there is no leaf ${index}`);
  return { words: own, index, proof: tree.proof(index) };
}
