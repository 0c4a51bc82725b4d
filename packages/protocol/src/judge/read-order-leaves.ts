import type { Address, Hex } from "../keccak.js";
import { LEAF_TAG } from "../leaves/salts.js";
import { WordReader } from "./word-reader.js";

/** A signature as a leaf holds it: v is 27 or 28 for secp256k1, 0 for P-256. */
export interface SeenSignature {
  device: Address;
  v: number;
  r: Hex;
  s: Hex;
}

/** An order as its leaf says it: side 0 buys, limit in 10^-6 currency/kWh, energy in 10^-6 kWh. */
export interface SeenOrder extends SeenSignature {
  slot: number;
  index: number;
  account: number;
  side: number;
  limitPrice: bigint;
  energy: bigint;
  nonce: bigint;
}

/** A fill as its leaf says it: energies in 10^-6 kWh, money in 10^-12 currency. */
export interface SeenFill {
  previous: number;
  fill: bigint;
  bought: bigint;
  sold: bigint;
  accountBought: bigint;
  accountSold: bigint;
  bidOffered: bigint;
  bidFilled: bigint;
  askOffered: bigint;
  askFilled: bigint;
  start: bigint;
  moneyStart: bigint;
  moneyEnd: bigint;
  accountMoney: bigint;
}

/** An order and its fill, both at `index`. */
export interface SeenPosition {
  index: number;
  order: SeenOrder;
  fill: SeenFill;
}

/** An order's leaf from its words; null when they are malformed at this slot and index. */
export function readBookLeaf(words: Uint8Array, slot: number, index: number): SeenOrder | null {
  const reader = new WordReader(words, 6).tag(LEAF_TAG.book).expect(slot, index);
  const [account, side, v] = [reader.u32(), reader.u8(), reader.u8()];
  const limitPrice = reader.next().skipWord().i64();
  const [energy, nonce] = [reader.u64(), reader.u64()];
  const device = reader.next().address();
  const [r, s] = [reader.word(), reader.word()];
  if (!reader.isSound()) return null;
  return { slot, index, account, side, v, limitPrice, energy, nonce, device, r, s };
}

/** A fill's leaf from its words; null when they are malformed at this slot and index. */
export function readFillLeaf(words: Uint8Array, slot: number, index: number): SeenFill | null {
  const reader = new WordReader(words, 7).tag(LEAF_TAG.fill).expect(slot, index);
  const previous = reader.u32();
  const fill: SeenFill = {
    previous,
    fill: reader.next().skipWord().u64(),
    bought: reader.u64(),
    sold: reader.u64(),
    accountBought: reader.u64(),
    accountSold: reader.u64(),
    bidOffered: reader.u64(),
    bidFilled: reader.u64(),
    askOffered: reader.u64(),
    askFilled: reader.u64(),
    start: reader.u64(),
    moneyStart: reader.next().i128(),
    moneyEnd: reader.i128(),
    accountMoney: reader.i128(),
  };
  return reader.isSound() ? fill : null;
}
