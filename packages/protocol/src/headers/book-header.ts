import { fromHex, toHex } from "../hex.js";
import type { Hex, Keccak256 } from "../keccak.js";
import { PackedWords } from "../packed-words.js";
import { HEADER_TAG } from "./header-words.js";

/** What the ledger holds of a frozen book. */
export interface BookHeader {
  slot: number;
  orders: number;
  bookRoot: Hex;
}

/** The words of a book's header (docs/COMMITMENTS.md). */
export function encodeBookHeader(header: BookHeader): Uint8Array {
  return new PackedWords(2)
    .tag(HEADER_TAG.book)
    .u32(header.slot)
    .u32(header.orders)
    .next()
    .word(fromHex(header.bookRoot))
    .done();
}

export function hashBookHeader(keccak: Keccak256, header: BookHeader): Hex {
  return toHex(keccak(encodeBookHeader(header)));
}
