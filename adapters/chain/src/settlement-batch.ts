import { encodeAbiParameters, type Hex, keccak256 } from "viem";

/** Four accounts share a storage word. */
export const lanesPerWord = 4;

/** One transaction's part of a period's settlement. */
export interface SettlementBatch {
  period: number;
  batch: number;
  /** The word of the first delta; its lanes are the accounts from 4 × firstWord on. */
  firstWord: number;
  /** Four signed 64-bit changes a word, in 10⁻⁶ currency, lowest account in the lowest bits. */
  deltas: readonly bigint[];
}

/**
 * Packs one change per account (10⁻⁶ currency, plus raises the balance) into words; the first belongs to an account
 * whose number is a multiple of four. Throws `RangeError` beyond 64 bits.
 */
export function packDeltas(changes: readonly bigint[]): bigint[] {
  const words = new Array<bigint>(Math.ceil(changes.length / lanesPerWord)).fill(0n);
  for (const [index, change] of changes.entries()) {
    if (BigInt.asIntN(64, change) !== change) {
      throw new RangeError(`The change ${change} does not fit into 64 bits.`);
    }
    const word = Math.floor(index / lanesPerWord);
    const shift = BigInt(64 * (index % lanesPerWord));
    words[word] = (words[word] ?? 0n) | (BigInt.asUintN(64, change) << shift);
  }
  return words;
}

/** The changes that `packDeltas` packed, one for every lane. */
export function unpackDeltas(words: readonly bigint[]): bigint[] {
  return words.flatMap((word) =>
    [0n, 64n, 128n, 192n].map((shift) => BigInt.asIntN(64, word >> shift)),
  );
}

/** The hash under which a batch is committed. */
export function hashBatch({ period, batch, firstWord, deltas }: SettlementBatch): Hex {
  const types = [
    { type: "uint32" },
    { type: "uint32" },
    { type: "uint32" },
    { type: "uint256[]" },
  ] as const;
  return keccak256(encodeAbiParameters(types, [period, batch, firstWord, deltas]));
}
