import { LEAF_TAG } from "../leaves/salts.js";
import { WordReader } from "./word-reader.js";

/** Energies (10^-6 kWh) and amounts (10^-12 currency) of a line that its own sums run over. */
export interface SeenSums {
  contractedBuy: bigint;
  contractedSell: bigint;
  imported: bigint;
  exported: bigint;
  weightBuy: bigint;
  weightSell: bigint;
  deliveredBuy: bigint;
  deliveredSell: bigint;
  sharedBuy: bigint;
  sharedSell: bigint;
  offered: bigint;
  trade: bigint;
  sharing: bigint;
  supplier: bigint;
  fee: bigint;
}

/** An account's settlement as its leaf says it; its weights follow from the rest. */
export interface SeenLine extends Omit<SeenSums, "weightBuy" | "weightSell"> {
  index: number;
  lastOrder: number;
  lastReading: number;
  sums: SeenSums;
}

/** An account's fixed part of what is fed in, in parts per million. */
export interface SeenKey {
  index: number;
  keyPpm: bigint;
  sumKeyPpm: bigint;
}

/** A line's leaf from its words; null when they are malformed at this slot and account. */
export function readLineLeaf(words: Uint8Array, slot: number, index: number): SeenLine | null {
  const reader = new WordReader(words, 11).tag(LEAF_TAG.line).expect(slot, index);
  const [lastOrder, lastReading] = [reader.u32(), reader.u32()];
  reader.next().skipWord();
  const energies = {
    contractedBuy: reader.u64(),
    contractedSell: reader.u64(),
    imported: reader.u64(),
    exported: reader.u64(),
    deliveredBuy: reader.u64(),
    deliveredSell: reader.u64(),
    sharedBuy: reader.u64(),
    sharedSell: reader.u64(),
  };
  const energySums = {
    contractedBuy: reader.u64(),
    contractedSell: reader.u64(),
    imported: reader.u64(),
    exported: reader.u64(),
    weightBuy: reader.u64(),
    weightSell: reader.u64(),
    deliveredBuy: reader.u64(),
    deliveredSell: reader.u64(),
    sharedBuy: reader.u64(),
    sharedSell: reader.u64(),
  };
  const [offered, sumOffered] = [reader.u64(), reader.u64()];
  const amounts = amountsOf(reader);
  const sums = { ...energySums, offered: sumOffered, ...amountsOf(reader) };
  if (!reader.isSound()) return null;
  return { index, lastOrder, lastReading, ...energies, offered, ...amounts, sums };
}

function amountsOf(reader: WordReader): Pick<SeenSums, "trade" | "sharing" | "supplier" | "fee"> {
  return {
    trade: reader.i128(),
    sharing: reader.i128(),
    supplier: reader.i128(),
    fee: reader.i128(),
  };
}

/** A key's leaf from its words; null when they are malformed at this account. */
export function readKeyLeaf(words: Uint8Array, index: number): SeenKey | null {
  const reader = new WordReader(words, 4).tag(LEAF_TAG.key);
  const isHere = reader.u32() === index;
  const [keyPpm, sumKeyPpm] = [BigInt(reader.u32()), BigInt(reader.u32())];
  reader.next().skipWord().zeroWord().zeroWord();
  return isHere && reader.isSound() ? { index, keyPpm, sumKeyPpm } : null;
}

/** What a line's account receives in all (10^-12 currency). */
export function lineTotalOf({ trade, sharing, supplier, fee }: SeenLine): bigint {
  return trade + sharing + supplier + fee;
}
