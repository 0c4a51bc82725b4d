import { HEADER_TAG } from "../headers/header-words.js";
import type { Hex } from "../keccak.js";
import { WordReader } from "./word-reader.js";

/** Which weights got one unit more than their quota rounded down; all bits set in both is none. */
export interface SeenCut {
  remainder: bigint;
  index: number;
}

export const NO_CUT: SeenCut = { remainder: (1n << 64n) - 1n, index: 2 ** 32 - 1 };

/** True when both fields say that nobody got a unit more. */
export function isNone({ remainder, index }: SeenCut): boolean {
  return remainder === NO_CUT.remainder && index === NO_CUT.index;
}

export interface SeenBookHeader {
  slot: number;
  orders: number;
  bookRoot: Hex;
}

/** One side's last filled order, as a clearing's header names it: prices in 10^-6 currency/kWh, energies in 10^-6 kWh. */
export interface SeenMarginal {
  index: number;
  price: bigint;
  fill: bigint;
  filled: bigint;
  offered: bigint;
  cut: SeenCut;
}

export interface SeenClearing {
  slot: number;
  orders: number;
  rulesVersion: number;
  price: bigint;
  energy: bigint;
  bid: SeenMarginal;
  ask: SeenMarginal;
  bookRoot: Hex;
  fillRoot: Hex;
}

export interface SeenMetering {
  slot: number;
  meters: number;
  accounts: number;
  rulesVersion: number;
  price: bigint;
  sharingPrice: bigint;
  delivered: bigint;
  shared: bigint;
  weightBuy: bigint;
  weightSell: bigint;
  imported: bigint;
  exported: bigint;
  deliveredBuyCut: SeenCut;
  deliveredSellCut: SeenCut;
  sharedBuyCut: SeenCut;
  sharedSellCut: SeenCut;
  offered: bigint;
  contracted: bigint;
  clearingHash: Hex;
  readingRoot: Hex;
  lineRoot: Hex;
}

/** A book's header from its words; null when they are malformed. */
export function readBookHeader(words: Uint8Array): SeenBookHeader | null {
  const reader = new WordReader(words, 2).tag(HEADER_TAG.book);
  const [slot, orders] = [reader.u32(), reader.u32()];
  const header = { slot, orders, bookRoot: reader.next().word() };
  return reader.isSound() ? header : null;
}

/** A clearing's header from its words; null when they are malformed. */
export function readClearingHeader(words: Uint8Array): SeenClearing | null {
  const reader = new WordReader(words, 8).tag(HEADER_TAG.clearing);
  const [slot, orders, rulesVersion] = [reader.u32(), reader.u32(), reader.u32()];
  const [price, energy] = [reader.next().i64(), reader.u64()];
  const [bidIndex, askIndex, bidCutIndex, askCutIndex] = [
    reader.u32(),
    reader.u32(),
    reader.u32(),
    reader.u32(),
  ];
  const [bidPrice, askPrice, bidFill, askFill] = [
    reader.i64(),
    reader.i64(),
    reader.u64(),
    reader.u64(),
  ];
  const [bidFilled, bidOffered, askFilled, askOffered] = fourOf(reader);
  const [bidCut, askCut] = [reader.u64(), reader.u64()];
  const header: SeenClearing = {
    slot,
    orders,
    rulesVersion,
    price,
    energy,
    bid: {
      index: bidIndex,
      price: bidPrice,
      fill: bidFill,
      filled: bidFilled,
      offered: bidOffered,
      cut: { remainder: bidCut, index: bidCutIndex },
    },
    ask: {
      index: askIndex,
      price: askPrice,
      fill: askFill,
      filled: askFilled,
      offered: askOffered,
      cut: { remainder: askCut, index: askCutIndex },
    },
    bookRoot: reader.next().word(),
    fillRoot: reader.word(),
  };
  return reader.skipWord().isSound() ? header : null;
}

/** A metering's header from its words; null when they are malformed. */
export function readMeteringHeader(words: Uint8Array): SeenMetering | null {
  const reader = new WordReader(words, 9).tag(HEADER_TAG.metering);
  const [slot, _version, meters] = [reader.u32(), reader.u32(), reader.u32()];
  const [accounts, rulesVersion] = [reader.u32(), reader.u32()];
  const [price, sharingPrice] = [reader.next().i64(), reader.i64()];
  const [delivered, shared] = [reader.u64(), reader.u64()];
  const [weightBuy, weightSell, imported, exported] = fourOf(reader);
  const remainders = fourOf(reader);
  const cut = (place: 0 | 1 | 2 | 3): SeenCut => ({
    remainder: remainders[place],
    index: reader.u32(),
  });
  const cuts = {
    deliveredBuyCut: cut(0),
    deliveredSellCut: cut(1),
    sharedBuyCut: cut(2),
    sharedSellCut: cut(3),
  };
  const header: SeenMetering = {
    slot,
    meters,
    accounts,
    rulesVersion,
    price,
    sharingPrice,
    delivered,
    shared,
    weightBuy,
    weightSell,
    imported,
    exported,
    ...cuts,
    offered: reader.u64(),
    contracted: reader.u64(),
    clearingHash: reader.word(),
    readingRoot: reader.word(),
    lineRoot: reader.word(),
  };
  return reader.skipWord().isSound() ? header : null;
}

function fourOf(reader: WordReader): [bigint, bigint, bigint, bigint] {
  return [reader.u64(), reader.u64(), reader.u64(), reader.u64()];
}
