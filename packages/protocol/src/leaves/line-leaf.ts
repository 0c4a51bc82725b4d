import { PackedWords } from "../packed-words.js";
import { LEAF_TAG } from "./salts.js";

/** The columns of a line that are summed over the accounts so far, its own included. */
export interface LineColumns {
  contractedBuyUkwh: number;
  contractedSellUkwh: number;
  importedUkwh: number;
  exportedUkwh: number;
  /** What may be delivered at most: the least of contracted and metered. */
  weightBuyUkwh: number;
  weightSellUkwh: number;
  deliveredBuyUkwh: number;
  deliveredSellUkwh: number;
  sharedBuyUkwh: number;
  sharedSellUkwh: number;
  /** What a key offers its account (static sharing); zero otherwise. */
  offeredUkwh: number;
  tradeAmount: bigint;
  sharingAmount: bigint;
  supplierAmount: bigint;
  feeAmount: bigint;
}

/**
 * An account's settlement in one slot: energies in 10^-6 kWh, amounts in 10^-12 currency, plus is what the account
 * receives. `lastOrder` and `lastReading` are the index + 1 of its last order and meter, 0 if none. `sums` has the
 * columns summed from account 0 on.
 */
export interface LineLeaf extends LineColumns {
  slot: number;
  account: number;
  lastOrder: number;
  lastReading: number;
  sums: LineColumns;
}

/** The words of a line's leaf (docs/COMMITMENTS.md). */
export function encodeLineLeaf(leaf: LineLeaf, salt: Uint8Array): Uint8Array {
  const { sums } = leaf;
  return new PackedWords(11)
    .tag(LEAF_TAG.line)
    .u32(leaf.slot)
    .u32(leaf.account)
    .u32(leaf.lastOrder)
    .u32(leaf.lastReading)
    .next()
    .word(salt)
    .u64(leaf.contractedBuyUkwh)
    .u64(leaf.contractedSellUkwh)
    .u64(leaf.importedUkwh)
    .u64(leaf.exportedUkwh)
    .u64(leaf.deliveredBuyUkwh)
    .u64(leaf.deliveredSellUkwh)
    .u64(leaf.sharedBuyUkwh)
    .u64(leaf.sharedSellUkwh)
    .u64(sums.contractedBuyUkwh)
    .u64(sums.contractedSellUkwh)
    .u64(sums.importedUkwh)
    .u64(sums.exportedUkwh)
    .u64(sums.weightBuyUkwh)
    .u64(sums.weightSellUkwh)
    .u64(sums.deliveredBuyUkwh)
    .u64(sums.deliveredSellUkwh)
    .u64(sums.sharedBuyUkwh)
    .u64(sums.sharedSellUkwh)
    .u64(leaf.offeredUkwh)
    .u64(sums.offeredUkwh)
    .i128(leaf.tradeAmount)
    .i128(leaf.sharingAmount)
    .i128(leaf.supplierAmount)
    .i128(leaf.feeAmount)
    .i128(sums.tradeAmount)
    .i128(sums.sharingAmount)
    .i128(sums.supplierAmount)
    .i128(sums.feeAmount)
    .done();
}

/** What an account receives in all (10^-12 currency). */
export function lineTotal(
  line: Pick<LineColumns, "tradeAmount" | "sharingAmount" | "supplierAmount" | "feeAmount">,
): bigint {
  return line.tradeAmount + line.sharingAmount + line.supplierAmount + line.feeAmount;
}
