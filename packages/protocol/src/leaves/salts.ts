import type { Hex, Keccak256 } from "../keccak.js";
import { nameWord, Words } from "../words.js";

/** The tag that each leaf begins with (docs/COMMITMENTS.md, "Words"). */
export const LEAF_TAG = {
  book: "book.v2",
  fill: "fill.v2",
  reading: "reading2",
  line: "line.v2",
  periodSlot: "perslot2",
  period: "period.2",
  key: "keys.v1",
} as const;

export type LeafKind = keyof typeof LEAF_TAG;

/**
 * The salts of one secret's leaves of one kind: keccak256(secret, tag, index). Erasing the secret of a slot or period
 * erases every salt, and no salt tells anything of another.
 */
export function saltsOf(
  keccak: Keccak256,
  secret: Hex,
  kind: LeafKind,
): (index: number) => Uint8Array {
  const bytes = new Words(3).hex(secret).raw(nameWord(LEAF_TAG[kind])).uint(0).done();
  const view = new DataView(bytes.buffer);
  return (index) => {
    view.setUint32(92, index);
    return keccak(bytes);
  };
}
