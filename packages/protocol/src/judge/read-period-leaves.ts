import type { Hex } from "../keccak.js";
import { LEAF_TAG } from "../leaves/salts.js";
import { WordReader } from "./word-reader.js";

/** An account's period as its leaf says it: amounts in 10^-12 currency but the ledger's, in 10^-6. */
export interface SeenPeriodLeaf {
  index: number;
  slots: number;
  carryIn: bigint;
  delta: bigint;
  ledgerDelta: bigint;
  carryOut: bigint;
  sumLedgerDelta: bigint;
  slotsRoot: Hex;
}

/** One slot of an account's period, 10^-12 currency. */
export interface SeenPeriodSlot {
  total: bigint;
  sumTotal: bigint;
}

/** A period's leaf from its words; null when they are malformed at this period, account and number of slots. */
export function readPeriodLeaf(
  words: Uint8Array,
  header: { period: number; fromSlot: number; untilSlot: number },
  index: number,
): SeenPeriodLeaf | null {
  const reader = new WordReader(words, 6).tag(LEAF_TAG.period).expect(header.period, index);
  const slots = reader.u32();
  const leaf: SeenPeriodLeaf = {
    index,
    slots,
    carryIn: reader.next().skipWord().i128(),
    delta: reader.i128(),
    ledgerDelta: reader.i128(),
    carryOut: reader.i128(),
    sumLedgerDelta: reader.i128(),
    slotsRoot: reader.next().word(),
  };
  const isWhole = slots === header.untilSlot - header.fromSlot;
  return isWhole && reader.isSound() ? leaf : null;
}

/** The leaf of one slot of an account's period; null when its words are malformed at this slot and account. */
export function readPeriodSlotLeaf(
  words: Uint8Array,
  slot: number,
  account: number,
): SeenPeriodSlot | null {
  const reader = new WordReader(words, 4).tag(LEAF_TAG.periodSlot).expect(slot, account);
  const leaf = { total: reader.next().skipWord().i128(), sumTotal: reader.i128() };
  return reader.zeroWord().isSound() ? leaf : null;
}
