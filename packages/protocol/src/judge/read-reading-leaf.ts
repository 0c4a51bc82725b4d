import { LEAF_TAG } from "../leaves/salts.js";
import type { SeenSignature } from "./read-order-leaves.js";
import { WordReader } from "./word-reader.js";

/** A meter in a slot as its leaf says it; energies and registers in 10^-6 kWh. */
export interface SeenReading extends SeenSignature {
  index: number;
  account: number;
  previous: number;
  quality: number;
  rule: number;
  imported: bigint;
  exported: bigint;
  importRegister: bigint;
  exportRegister: bigint;
  signedImport: bigint;
  signedExport: bigint;
  accountImported: bigint;
  accountExported: bigint;
  totalImported: bigint;
  totalExported: bigint;
  importBefore: bigint;
  exportBefore: bigint;
  /** The signed reading of slot − 1 on which a meter begins; null where it goes on. */
  baseline: (SeenSignature & { quality: number }) | null;
}

/** Where `begins` stands in the first word of a reading's leaf. */
const BEGINS_BYTE = 27;

/** A reading's leaf from its words; null when they are malformed at this slot and meter. */
export function readReadingLeaf(
  words: Uint8Array,
  slot: number,
  index: number,
): SeenReading | null {
  const length = words[BEGINS_BYTE] === 1 ? 11 : 8;
  const reader = new WordReader(words, length).tag(LEAF_TAG.reading).expect(slot, index);
  const [account, previous] = [reader.u32(), reader.u32()];
  const [quality, rule, v, begins] = [reader.u8(), reader.u8(), reader.u8(), reader.u8()];
  reader.next().skipWord();
  const energies = {
    imported: reader.u64(),
    exported: reader.u64(),
    importRegister: reader.u64(),
    exportRegister: reader.u64(),
    signedImport: reader.u64(),
    signedExport: reader.u64(),
    accountImported: reader.u64(),
    accountExported: reader.u64(),
    totalImported: reader.u64(),
    totalExported: reader.u64(),
    importBefore: reader.u64(),
    exportBefore: reader.u64(),
  };
  const signature = { v, device: reader.address(), r: reader.word(), s: reader.word() };
  const baseline =
    begins === 1
      ? {
          quality: reader.u8(),
          v: reader.u8(),
          device: reader.address(),
          r: reader.word(),
          s: reader.word(),
        }
      : null;
  if (begins > 1 || !reader.isSound()) return null;
  return { index, account, previous, quality, rule, ...energies, ...signature, baseline };
}
