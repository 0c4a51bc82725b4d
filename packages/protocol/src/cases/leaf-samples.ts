import type {
  BookLeaf,
  FillLeaf,
  LineLeaf,
  PeriodLeaf,
  PeriodSlotLeaf,
  ReadingLeaf,
} from "../leaves.js";
import { bytes32 } from "./hashing.js";

/** One leaf of every kind, each field different from the others, so that no two can be swapped. */
export const bookLeaf: BookLeaf = {
  slot: 490_898,
  sequence: 7,
  account: 4,
  device: `0x${"d1".repeat(20)}`,
  side: "sell",
  limitPrice: -120_500_000,
  energyUkwh: 250_000,
  nonce: 9_007_199_254_740_991,
  digest: bytes32(0xd2),
  signature: `0x${"a1".repeat(32)}${"a2".repeat(32)}1c`,
};

export const fillLeaf: FillLeaf = {
  slot: 490_898,
  sequence: 7,
  fillUkwh: 100_000,
  boughtUkwh: 300_000,
  soldUkwh: 310_000,
  previous: 3,
  accountBoughtUkwh: 50_000,
  accountSoldUkwh: 100_001,
};

export const readingLeaf: ReadingLeaf = {
  slot: 490_898,
  meter: 11,
  account: 15,
  importedUkwh: 1_000,
  exportedUkwh: 2_000,
  importRegisterUkwh: 9_000_000,
  exportRegisterUkwh: 8_000_000,
  quality: "substituted",
  rule: "same-hour-mean",
  digest: bytes32(0xd3),
};

export const lineLeaf: LineLeaf = {
  slot: 490_898,
  account: 15,
  lastOrder: 8,
  contractedBuyUkwh: 101,
  contractedSellUkwh: 102,
  importedUkwh: 103,
  exportedUkwh: 104,
  deliveredBuyUkwh: 105,
  deliveredSellUkwh: 106,
  sharedBuyUkwh: 107,
  sharedSellUkwh: 108,
  tradeAmount: -75_000_000_000_000_000_000n,
  sharingAmount: 110n,
  supplierAmount: -111n,
  feeAmount: -112n,
  total: 113n,
  prefixTotal: -(1n << 100n),
};

export const periodSlotLeaf: PeriodSlotLeaf = {
  slot: 490_898,
  account: 15,
  total: -5n,
  prefixTotal: 1n << 90n,
};

export const periodLeaf: PeriodLeaf = {
  period: 2,
  account: 15,
  carryIn: 999_999n,
  delta: -1_000_001n,
  ledgerDelta: -1n,
  carryOut: 999_998n,
  prefixLedgerDelta: 17n,
  slotsRoot: bytes32(0xd4),
  slots: 25,
};
