import type { Amount, Ukwh } from "@pumasi/quantities";
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
 * account receives. Imported = deliveredBuy + sharedBuy + residualImport, and likewise exported; but
 * in the product `firm`, where delivered is what was contracted, only imports less exports agree.
 * The energies of the community's own accounts are zero: every energy stands on a meter.
 */
export interface SettlementLine extends SettledEnergy {
  tradeAmount: Amount;
  sharingAmount: Amount;
  supplierAmount: Amount;
  feeAmount: Amount;
  total: Amount;
}
