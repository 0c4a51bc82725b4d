import type { Hex } from "../keccak.js";
import { PackedWords } from "../packed-words.js";
import { LEAF_TAG } from "./salts.js";

/** One slot of an account's period: its line's total and the sum so far, 10^-12 currency. */
export interface PeriodSlotLeaf {
  slot: number;
  account: number;
  total: bigint;
  sumTotal: bigint;
}

/** The words of a period's slot of one account (docs/COMMITMENTS.md). */
export function encodePeriodSlotLeaf(leaf: PeriodSlotLeaf, salt: Uint8Array): Uint8Array {
  return new PackedWords(4)
    .tag(LEAF_TAG.periodSlot)
    .u32(leaf.slot)
    .u32(leaf.account)
    .next()
    .word(salt)
    .i128(leaf.total)
    .i128(leaf.sumTotal)
    .zeroWord()
    .done();
}

/** An account's net of a period: amounts in 10^-12 currency but `ledgerDelta` and its sum, in 10^-6. */
export interface PeriodLeaf {
  period: number;
  account: number;
  /** How many slots the period has; each of them has a leaf under `slotsRoot`. */
  slots: number;
  carryIn: bigint;
  delta: bigint;
  ledgerDelta: bigint;
  carryOut: bigint;
  sumLedgerDelta: bigint;
  slotsRoot: Hex;
}

/** The words of an account's period (docs/COMMITMENTS.md). */
export function encodePeriodLeaf(leaf: PeriodLeaf, salt: Uint8Array): Uint8Array {
  return new PackedWords(6)
    .tag(LEAF_TAG.period)
    .u32(leaf.period)
    .u32(leaf.account)
    .u32(leaf.slots)
    .next()
    .word(salt)
    .i128(leaf.carryIn)
    .i128(leaf.delta)
    .i128(leaf.ledgerDelta)
    .i128(leaf.carryOut)
    .i128(leaf.sumLedgerDelta)
    .next()
    .hexWord(leaf.slotsRoot, 0, 32)
    .done();
}
