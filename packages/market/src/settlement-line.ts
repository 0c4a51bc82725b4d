import { type Amount, amountOf, type Price, type Ukwh } from "@pumasi/quantities";
import type { Tariff } from "./tariff.js";

/** The community's own accounts; members are numbered from `FIRST_MEMBER_ACCOUNT`. */
export const SUPPLIER_ACCOUNT = 0;
export const GRID_OPERATOR_ACCOUNT = 1;
export const GUARANTEE_ACCOUNT = 2;
export const ROUNDING_ACCOUNT = 3;
export const FIRST_MEMBER_ACCOUNT = 4;

/** What a slot's settlement starts from for one account; energies in 10^-6 kWh. */
export interface AccountInSlot {
  account: number;
  importedUkwh: Ukwh;
  exportedUkwh: Ukwh;
  contractedBuyUkwh: Ukwh;
  contractedSellUkwh: Ukwh;
  tariff: Tariff;
}

/** Where an account's energy (10^-6 kWh) came from and went, by direction. */
export interface SettledEnergy extends Omit<AccountInSlot, "tariff"> {
  deliveredBuyUkwh: Ukwh;
  deliveredSellUkwh: Ukwh;
  sharedBuyUkwh: Ukwh;
  sharedSellUkwh: Ukwh;
  residualImportUkwh: Ukwh;
  residualExportUkwh: Ukwh;
}

/**
 * One account's slot: energies in 10^-6 kWh, amounts in 10^-12 currency; plus is money that the
 * account receives. Imported = deliveredBuy + sharedBuy + residualImport, and likewise exported.
 * The energies of the supplier and the grid operator are zero: every energy stands on a meter.
 */
export interface SettlementLine extends SettledEnergy {
  tradeAmount: Amount;
  sharingAmount: Amount;
  supplierAmount: Amount;
  feeAmount: Amount;
  total: Amount;
}

/**
 * Prices an account's settled energy: delivered at the contracts' price, shared at the sharing
 * price (both 10^-6 currency/kWh, net of fees), the rest at the grid tariff, and the fees on the
 * first two.
 */
export function priceLine(
  energy: SettledEnergy,
  tariff: Tariff,
  price: Price,
  sharingPrice: Price,
): SettlementLine {
  const { deliveredBuyUkwh, deliveredSellUkwh, sharedBuyUkwh, sharedSellUkwh } = energy;
  const amounts = {
    tradeAmount: amountOf(deliveredSellUkwh - deliveredBuyUkwh, price),
    sharingAmount: amountOf(sharedSellUkwh - sharedBuyUkwh, sharingPrice),
    supplierAmount:
      amountOf(energy.residualExportUkwh, tariff.feedInPrice) -
      amountOf(energy.residualImportUkwh, tariff.retailPrice),
    feeAmount:
      -amountOf(deliveredBuyUkwh + sharedBuyUkwh, tariff.buyerFee) -
      amountOf(deliveredSellUkwh + sharedSellUkwh, tariff.sellerFee),
  };
  return { ...energy, ...amounts, total: totalOf(amounts) };
}

function totalOf(amounts: Omit<SettlementLine, keyof SettledEnergy | "total">): Amount {
  return amounts.tradeAmount + amounts.sharingAmount + amounts.supplierAmount + amounts.feeAmount;
}

/**
 * The supplier's and the grid operator's lines. The supplier takes what members pay it and pays
 * what they are due, and the fees are the operator's, so that every money column sums to zero.
 */
export function counterparties(members: readonly SettlementLine[]): SettlementLine[] {
  let [supplierAmount, feeAmount] = [0n, 0n];
  for (const line of members) {
    supplierAmount -= line.supplierAmount;
    feeAmount -= line.feeAmount;
  }
  return [
    { ...emptyLine(SUPPLIER_ACCOUNT), supplierAmount, total: supplierAmount },
    { ...emptyLine(GRID_OPERATOR_ACCOUNT), feeAmount, total: feeAmount },
  ];
}

function emptyLine(account: number): SettlementLine {
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
    tradeAmount: 0n,
    sharingAmount: 0n,
    supplierAmount: 0n,
    feeAmount: 0n,
    total: 0n,
  };
}
