import type { Amount, Price } from "@pumasi/quantities";
import type { SlotSettlement } from "../settlement.js";
import {
  GRID_OPERATOR_ACCOUNT,
  GUARANTEE_ACCOUNT,
  type SettlementLine,
  SUPPLIER_ACCOUNT,
} from "../settlement-line.js";
import type { ProductColumns } from "./product-columns.js";

/** The community's account that gets what buyers pay and sellers do not receive. */
export type FundAccount = typeof GRID_OPERATOR_ACCOUNT | typeof GUARANTEE_ACCOUNT;

/**
 * A line for every account from settled columns that held nothing before, and those of the
 * community's own accounts, so that every money column sums to zero: the supplier takes what
 * members pay it and pays what they are due, the fees are the grid operator's, and what the trades'
 * buyers pay more than their sellers receive is the fund account's.
 */
export function slotSettlement(
  sorted: readonly { account: number }[],
  columns: ProductColumns,
  price: Price | null,
  fundAccount: FundAccount = GUARANTEE_ACCOUNT,
): SlotSettlement {
  const lines = communityLines(columns, fundAccount);
  for (let place = 0; place < sorted.length; place++) {
    lines.push(memberLine((sorted[place] as { account: number }).account, columns, place));
  }
  const { sharingPrice, deliveredUkwh, sharedUkwh } = columns;
  return { price, sharingPrice, deliveredUkwh, sharedUkwh, lines };
}

function memberLine(account: number, columns: ProductColumns, place: number): SettlementLine {
  const tradeAmount = columns.tradeAmounts.at(place);
  const sharingAmount = columns.sharingAmounts.at(place);
  const supplierAmount = columns.supplierAmounts.at(place);
  const feeAmount = columns.feeAmounts.at(place);
  return {
    account,
    importedUkwh: columns.importedUkwh[place] as number,
    exportedUkwh: columns.exportedUkwh[place] as number,
    contractedBuyUkwh: columns.contractedBuyUkwh[place] as number,
    contractedSellUkwh: columns.contractedSellUkwh[place] as number,
    deliveredBuyUkwh: columns.deliveredBuyUkwh[place] as number,
    deliveredSellUkwh: columns.deliveredSellUkwh[place] as number,
    sharedBuyUkwh: columns.sharedBuyUkwh[place] as number,
    sharedSellUkwh: columns.sharedSellUkwh[place] as number,
    residualImportUkwh: columns.residualImportUkwh[place] as number,
    residualExportUkwh: columns.residualExportUkwh[place] as number,
    tradeAmount,
    sharingAmount,
    supplierAmount,
    feeAmount,
    total: tradeAmount + sharingAmount + supplierAmount + feeAmount,
  };
}

/** The supplier's and the grid operator's lines, and the guarantee account's where it gets a fund. */
function communityLines(columns: ProductColumns, fundAccount: FundAccount): SettlementLine[] {
  const fund = -columns.tradeAmounts.sum();
  const isOperators = fundAccount === GRID_OPERATOR_ACCOUNT;
  const supplier = { supplierAmount: -columns.supplierAmounts.sum() };
  const operator = {
    tradeAmount: isOperators ? fund : 0n,
    feeAmount: -columns.feeAmounts.sum(),
  };
  const lines = [
    communityLine(SUPPLIER_ACCOUNT, supplier),
    communityLine(GRID_OPERATOR_ACCOUNT, operator),
  ];
  if (!isOperators && fund !== 0n) lines.push(communityLine(fundAccount, { tradeAmount: fund }));
  return lines;
}

function communityLine(
  account: number,
  {
    tradeAmount = 0n,
    supplierAmount = 0n,
    feeAmount = 0n,
  }: { tradeAmount?: Amount; supplierAmount?: Amount; feeAmount?: Amount },
): SettlementLine {
  return {
    account,
    importedUkwh: 0,
    exportedUkwh: 0,
    contractedBuyUkwh: 0,
    contractedSellUkwh: 0,
    deliveredBuyUkwh: 0,
    deliveredSellUkwh: 0,
    sharedBuyUkwh: 0,
    sharedSellUkwh: 0,
    residualImportUkwh: 0,
    residualExportUkwh: 0,
    tradeAmount,
    sharingAmount: 0n,
    supplierAmount,
    feeAmount,
    total: tradeAmount + supplierAmount + feeAmount,
  };
}
