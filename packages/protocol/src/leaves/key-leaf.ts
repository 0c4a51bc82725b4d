import { PackedWords } from "../packed-words.js";
import { LEAF_TAG } from "./salts.js";

/** An account's fixed share of what is fed in, in parts per million, and the sum of shares so far (static sharing). */
export interface KeyLeaf {
  account: number;
  keyPpm: number;
  sumKeyPpm: number;
}

/** The words of a key's leaf (docs/COMMITMENTS.md). */
export function encodeKeyLeaf(leaf: KeyLeaf, salt: Uint8Array): Uint8Array {
  return new PackedWords(4)
    .tag(LEAF_TAG.key)
    .u32(leaf.account)
    .u32(leaf.keyPpm)
    .u32(leaf.sumKeyPpm)
    .next()
    .word(salt)
    .word(new Uint8Array(32))
    .word(new Uint8Array(32))
    .done();
}
