import type { Side } from "@pumasi/market";
import { fromHex } from "./hex.js";
import type { Address, Hex, Keccak256 } from "./keccak.js";
import { type DeviceQuality, QUALITY_CODE, SIDE_CODE } from "./typed-data.js";
import { nameWord, Words } from "./words.js";

/**
 * Leaves are fixed 32-byte words: a domain tag, a salt, then the fields in the order written here.
 * A leaf always has more than two words, so it can never be taken for an inner node (LEDGER.md,
 * "Leaves"). Cumulative fields include the leaf's own value.
 */
export const LEAF_TAG = {
  book: nameWord("pumasi.book.v1"),
  fill: nameWord("pumasi.fill.v1"),
  reading: nameWord("pumasi.reading.v1"),
  line: nameWord("pumasi.line.v1"),
  periodSlot: nameWord("pumasi.period-slot.v1"),
  period: nameWord("pumasi.period.v1"),
} as const;

export type LeafKind = keyof typeof LEAF_TAG;

/** A leaf's salt: keccak256(secret of the slot or period, tag, index). Erasing the secret erases every salt. */
export function saltOf(keccak: Keccak256, secret: Hex, kind: LeafKind, index: number): Uint8Array {
  return keccak(new Words(3).hex(secret).raw(LEAF_TAG[kind]).uint(index).done());
}

/** One order as it stands in the book. `signature` is r, s, v. */
export interface BookLeaf {
  slot: number;
  sequence: number;
  account: number;
  device: Address;
  side: Side;
  limitPrice: number;
  energyUkwh: number;
  nonce: number;
  digest: Hex;
  signature: Hex;
}

export function hashBookLeaf(keccak: Keccak256, secret: Hex, leaf: BookLeaf): Uint8Array {
  const signature = fromHex(leaf.signature);
  return keccak(
    new Words(14)
      .raw(LEAF_TAG.book)
      .raw(saltOf(keccak, secret, "book", leaf.sequence))
      .uint(leaf.slot)
      .uint(leaf.sequence)
      .uint(leaf.account)
      .hex(leaf.device)
      .uint(SIDE_CODE[leaf.side])
      .int(leaf.limitPrice)
      .uint(leaf.energyUkwh)
      .uint(leaf.nonce)
      .hex(leaf.digest)
      .raw(signature.slice(0, 32))
      .raw(signature.slice(32, 64))
      .uint(signature[64] as number)
      .done(),
  );
}

/** What an order was filled with. `previous` is the sequence + 1 of the account's order before, 0 if none. */
export interface FillLeaf {
  slot: number;
  sequence: number;
  fillUkwh: number;
  boughtUkwh: number;
  soldUkwh: number;
  previous: number;
  accountBoughtUkwh: number;
  accountSoldUkwh: number;
}

export function hashFillLeaf(keccak: Keccak256, secret: Hex, leaf: FillLeaf): Uint8Array {
  return keccak(
    new Words(10)
      .raw(LEAF_TAG.fill)
      .raw(saltOf(keccak, secret, "fill", leaf.sequence))
      .uint(leaf.slot)
      .uint(leaf.sequence)
      .uint(leaf.fillUkwh)
      .uint(leaf.boughtUkwh)
      .uint(leaf.soldUkwh)
      .uint(leaf.previous)
      .uint(leaf.accountBoughtUkwh)
      .uint(leaf.accountSoldUkwh)
      .done(),
  );
}

/** A meter in one slot: its settled registers and energy, and the digest of the signed reading or zero. */
export interface ReadingLeaf {
  slot: number;
  meter: number;
  account: number;
  importedUkwh: number;
  exportedUkwh: number;
  importRegisterUkwh: number;
  exportRegisterUkwh: number;
  quality: DeviceQuality | "substituted";
  rule: string;
  digest: Hex;
}

export function hashReadingLeaf(
  keccak: Keccak256,
  secret: Hex,
  index: number,
  leaf: ReadingLeaf,
): Uint8Array {
  return keccak(
    new Words(12)
      .raw(LEAF_TAG.reading)
      .raw(saltOf(keccak, secret, "reading", index))
      .uint(leaf.slot)
      .uint(leaf.meter)
      .uint(leaf.account)
      .uint(leaf.importedUkwh)
      .uint(leaf.exportedUkwh)
      .uint(leaf.importRegisterUkwh)
      .uint(leaf.exportRegisterUkwh)
      .uint(QUALITY_CODE[leaf.quality])
      .raw(nameWord(leaf.rule))
      .hex(leaf.digest)
      .done(),
  );
}

/** An account's settlement in one slot; amounts in 10^-12 currency, plus is what the account receives. */
export interface LineLeaf {
  slot: number;
  account: number;
  lastOrder: number;
  contractedBuyUkwh: number;
  contractedSellUkwh: number;
  importedUkwh: number;
  exportedUkwh: number;
  deliveredBuyUkwh: number;
  deliveredSellUkwh: number;
  sharedBuyUkwh: number;
  sharedSellUkwh: number;
  tradeAmount: bigint;
  sharingAmount: bigint;
  supplierAmount: bigint;
  feeAmount: bigint;
  total: bigint;
  prefixTotal: bigint;
}

export function hashLineLeaf(
  keccak: Keccak256,
  secret: Hex,
  index: number,
  leaf: LineLeaf,
): Uint8Array {
  return keccak(
    new Words(19)
      .raw(LEAF_TAG.line)
      .raw(saltOf(keccak, secret, "line", index))
      .uint(leaf.slot)
      .uint(leaf.account)
      .uint(leaf.lastOrder)
      .uint(leaf.contractedBuyUkwh)
      .uint(leaf.contractedSellUkwh)
      .uint(leaf.importedUkwh)
      .uint(leaf.exportedUkwh)
      .uint(leaf.deliveredBuyUkwh)
      .uint(leaf.deliveredSellUkwh)
      .uint(leaf.sharedBuyUkwh)
      .uint(leaf.sharedSellUkwh)
      .int(leaf.tradeAmount)
      .int(leaf.sharingAmount)
      .int(leaf.supplierAmount)
      .int(leaf.feeAmount)
      .int(leaf.total)
      .int(leaf.prefixTotal)
      .done(),
  );
}

/** One slot of an account's period: the line's total and the sum so far. */
export interface PeriodSlotLeaf {
  slot: number;
  account: number;
  total: bigint;
  prefixTotal: bigint;
}

export function hashPeriodSlotLeaf(
  keccak: Keccak256,
  secret: Hex,
  index: number,
  leaf: PeriodSlotLeaf,
): Uint8Array {
  return keccak(
    new Words(6)
      .raw(LEAF_TAG.periodSlot)
      .raw(saltOf(keccak, secret, "periodSlot", index))
      .uint(leaf.slot)
      .uint(leaf.account)
      .int(leaf.total)
      .int(leaf.prefixTotal)
      .done(),
  );
}

/** An account's net of a period: amounts in 10^-12 currency but `ledgerDelta`, in 10^-6. */
export interface PeriodLeaf {
  period: number;
  account: number;
  carryIn: bigint;
  delta: bigint;
  ledgerDelta: bigint;
  carryOut: bigint;
  prefixLedgerDelta: bigint;
  slotsRoot: Hex;
  slots: number;
}

export function hashPeriodLeaf(
  keccak: Keccak256,
  secret: Hex,
  index: number,
  leaf: PeriodLeaf,
): Uint8Array {
  return keccak(
    new Words(11)
      .raw(LEAF_TAG.period)
      .raw(saltOf(keccak, secret, "period", index))
      .uint(leaf.period)
      .uint(leaf.account)
      .int(leaf.carryIn)
      .int(leaf.delta)
      .int(leaf.ledgerDelta)
      .int(leaf.carryOut)
      .int(leaf.prefixLedgerDelta)
      .hex(leaf.slotsRoot)
      .uint(leaf.slots)
      .done(),
  );
}
