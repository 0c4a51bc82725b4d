import type { PackedWords } from "../packed-words.js";
import type { RationCut } from "../ration-cut.js";

/** The tag that each header begins with (docs/COMMITMENTS.md, "Words"). */
export const HEADER_TAG = { book: "bookhead", clearing: "clearing", metering: "metering" } as const;

const NO_INDEX = 2 ** 32 - 1;

/** A cut's index, all bits set when there is none. */
export function cutIndex(words: PackedWords, cut: RationCut | null): PackedWords {
  return words.u32(cut === null ? NO_INDEX : cut.index);
}

/** A cut's remainder, all bits set when there is none. */
export function cutRemainder(words: PackedWords, cut: RationCut | null): PackedWords {
  return cut === null ? words.none64() : words.u64(cut.remainder);
}
