import type { SettlementLine } from "@pumasi/market";
import type { LineColumns, LineLeaf } from "./leaves/index.js";

/** The product by which a slot was settled */
export type SettledProduct = "forward-capped" | "firm" | "sharing";

/** What a line says beside its settlement. */
export interface LineFacts {
  product: SettledProduct;
  /** Sequence + 1 of the account's last order, 0 when it has none. */
  lastOrderOf: (account: number) => number;
  /** Meter + 1 of the account's last meter, 0 when it has none. */
  lastReadingOf: (account: number) => number;
  /** What the account's key offers it, 10^-6 kWh (static sharing). */
  offeredOf: (account: number) => number;
  /** How many accounts have a key (static sharing); each of them has a line. */
  keys: number;
}

/** The community's own accounts always have a line. */
const SYSTEM_ACCOUNTS = 4;

const ZERO: LineColumns = {
  contractedBuyUkwh: 0,
  contractedSellUkwh: 0,
  importedUkwh: 0,
  exportedUkwh: 0,
  weightBuyUkwh: 0,
  weightSellUkwh: 0,
  deliveredBuyUkwh: 0,
  deliveredSellUkwh: 0,
  sharedBuyUkwh: 0,
  sharedSellUkwh: 0,
  offeredUkwh: 0,
  tradeAmount: 0n,
  sharingAmount: 0n,
  supplierAmount: 0n,
  feeAmount: 0n,
};

/**
 * The line leaves of a settled slot, one for every account from 0 to the last that has a line, with the columns summed so
 * far. An account between that has none gets a line of zeros, so that the place says whose line it is.
 */
export function lineLeaves(
  slot: number,
  settled: readonly SettlementLine[],
  facts: LineFacts,
): LineLeaf[] {
  const byAccount = new Map(settled.map((line) => [line.account, line]));
  const accounts = settled.reduce(
    (most, { account }) => Math.max(most, account + 1),
    Math.max(SYSTEM_ACCOUNTS, facts.keys),
  );
  let sums = ZERO;
  return Array.from({ length: accounts }, (_, account) => {
    const line = byAccount.get(account);
    const leaf = lineLeaf(slot, account, line, facts);
    sums = add(sums, leaf);
    leaf.sums = sums;
    return leaf;
  });
}

/** A line's leaf, its sums still to come. Field by field: spreading its columns took several times as long. */
function lineLeaf(
  slot: number,
  account: number,
  line: SettlementLine | undefined,
  facts: LineFacts,
): LineLeaf {
  const { contractedBuyUkwh, contractedSellUkwh, importedUkwh, exportedUkwh } = line ?? ZERO;
  const isCapped = facts.product === "forward-capped";
  return {
    slot,
    account,
    lastOrder: facts.lastOrderOf(account),
    lastReading: facts.lastReadingOf(account),
    contractedBuyUkwh,
    contractedSellUkwh,
    importedUkwh,
    exportedUkwh,
    weightBuyUkwh: isCapped ? Math.min(contractedBuyUkwh, importedUkwh) : contractedBuyUkwh,
    weightSellUkwh: isCapped ? Math.min(contractedSellUkwh, exportedUkwh) : contractedSellUkwh,
    deliveredBuyUkwh: line?.deliveredBuyUkwh ?? 0,
    deliveredSellUkwh: line?.deliveredSellUkwh ?? 0,
    sharedBuyUkwh: line?.sharedBuyUkwh ?? 0,
    sharedSellUkwh: line?.sharedSellUkwh ?? 0,
    offeredUkwh: facts.offeredOf(account),
    tradeAmount: line?.tradeAmount ?? 0n,
    sharingAmount: line?.sharingAmount ?? 0n,
    supplierAmount: line?.supplierAmount ?? 0n,
    feeAmount: line?.feeAmount ?? 0n,
    sums: ZERO,
  };
}

function add(a: LineColumns, b: LineColumns): LineColumns {
  return {
    contractedBuyUkwh: a.contractedBuyUkwh + b.contractedBuyUkwh,
    contractedSellUkwh: a.contractedSellUkwh + b.contractedSellUkwh,
    importedUkwh: a.importedUkwh + b.importedUkwh,
    exportedUkwh: a.exportedUkwh + b.exportedUkwh,
    weightBuyUkwh: a.weightBuyUkwh + b.weightBuyUkwh,
    weightSellUkwh: a.weightSellUkwh + b.weightSellUkwh,
    deliveredBuyUkwh: a.deliveredBuyUkwh + b.deliveredBuyUkwh,
    deliveredSellUkwh: a.deliveredSellUkwh + b.deliveredSellUkwh,
    sharedBuyUkwh: a.sharedBuyUkwh + b.sharedBuyUkwh,
    sharedSellUkwh: a.sharedSellUkwh + b.sharedSellUkwh,
    offeredUkwh: a.offeredUkwh + b.offeredUkwh,
    tradeAmount: a.tradeAmount + b.tradeAmount,
    sharingAmount: a.sharingAmount + b.sharingAmount,
    supplierAmount: a.supplierAmount + b.supplierAmount,
    feeAmount: a.feeAmount + b.feeAmount,
  };
}
