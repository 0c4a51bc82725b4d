import type { Side } from "@pumasi/market";
import { recoveryByte } from "../hex.js";
import type { Address, Hex } from "../keccak.js";
import { PackedWords } from "../packed-words.js";
import { SIDE_CODE } from "../typed-data.js";
import { LEAF_TAG } from "./salts.js";

/** One order as it stands in the book. `signature` is r, s, v; `digest` follows from the other fields. */
export interface BookLeaf {
  slot: number;
  sequence: number;
  account: number;
  device: Address;
  side: Side;
  /** 10^-6 currency/kWh, all-in. */
  limitPrice: number;
  energyUkwh: number;
  nonce: number;
  digest: Hex;
  signature: Hex;
}

/** The words of an order's leaf (docs/COMMITMENTS.md). */
export function encodeBookLeaf(leaf: BookLeaf, salt: Uint8Array): Uint8Array {
  return new PackedWords(6)
    .tag(LEAF_TAG.book)
    .u32(leaf.slot)
    .u32(leaf.sequence)
    .u32(leaf.account)
    .u8(SIDE_CODE[leaf.side])
    .u8(recoveryByte(leaf.signature))
    .next()
    .word(salt)
    .i64(leaf.limitPrice)
    .u64(leaf.energyUkwh)
    .u64(leaf.nonce)
    .next()
    .hexWord(leaf.device, 0, 20)
    .signature(leaf.signature)
    .done();
}
