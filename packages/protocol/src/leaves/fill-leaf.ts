import { PackedWords } from "../packed-words.js";
import { LEAF_TAG } from "./salts.js";

/**
 * What an order was filled with, and sums over the book so far and over the account's own orders so far, its own
 * included; energies in 10^-6 kWh, money in 10^-12 currency. `previous` is the sequence + 1 of the account's order
 * before, 0 if none. `bid…` and `ask…` sum the orders at the marginal price. Where each pair has its own price,
 * `startUkwh` is the energy of better orders on its side, `moneyStart` and `moneyEnd` what all pairs up to its start and
 * end are worth; zero otherwise.
 */
export interface FillLeaf {
  slot: number;
  sequence: number;
  previous: number;
  fillUkwh: number;
  boughtUkwh: number;
  soldUkwh: number;
  accountBoughtUkwh: number;
  accountSoldUkwh: number;
  bidOfferedUkwh: number;
  bidFilledUkwh: number;
  askOfferedUkwh: number;
  askFilledUkwh: number;
  startUkwh: number;
  moneyStart: bigint;
  moneyEnd: bigint;
  accountMoney: bigint;
}

/** The words of a fill's leaf (docs/COMMITMENTS.md). */
export function encodeFillLeaf(leaf: FillLeaf, salt: Uint8Array): Uint8Array {
  return new PackedWords(7)
    .tag(LEAF_TAG.fill)
    .u32(leaf.slot)
    .u32(leaf.sequence)
    .u32(leaf.previous)
    .next()
    .word(salt)
    .u64(leaf.fillUkwh)
    .u64(leaf.boughtUkwh)
    .u64(leaf.soldUkwh)
    .u64(leaf.accountBoughtUkwh)
    .u64(leaf.accountSoldUkwh)
    .u64(leaf.bidOfferedUkwh)
    .u64(leaf.bidFilledUkwh)
    .u64(leaf.askOfferedUkwh)
    .u64(leaf.askFilledUkwh)
    .u64(leaf.startUkwh)
    .next()
    .i128(leaf.moneyStart)
    .i128(leaf.moneyEnd)
    .i128(leaf.accountMoney)
    .done();
}
