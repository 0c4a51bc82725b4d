import { fromHex, type Hex, toHex } from "@pumasi/protocol";
import { hexToBigInt } from "viem";

/** So many 32-byte words, as a contract takes and emits them. */
type Words<N extends number, T extends bigint[] = []> = T["length"] extends N
  ? T
  : Words<N, [...T, bigint]>;

export type BookWords = Words<2>;
export type ClearingWords = Words<8>;
export type MeteringWords = Words<9>;

/** An encoding as the words that a call takes. */
export function toWords<W extends readonly bigint[]>(bytes: Uint8Array): W {
  const words = Array.from({ length: bytes.length / 32 }, (_, index) =>
    hexToBigInt(toHex(bytes.subarray(index * 32, index * 32 + 32))),
  );
  return words as unknown as W;
}

/** The words of an event or a call as one encoding. */
export function fromWords(words: readonly bigint[]): Hex {
  return `0x${words.map((word) => word.toString(16).padStart(64, "0")).join("")}`;
}

/** The words in an encoding written in hexadecimal. */
export function wordsOfHex(hex: Hex): bigint[] {
  return toWords(fromHex(hex));
}
