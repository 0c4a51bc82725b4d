import type { MeteringInput } from "@pumasi/protocol";
import { feedInPrice, memberAccounts, retailPrice } from "./market-members.js";
import type { Metered } from "./signed-readings.js";

type Settlement = MeteringInput["settlement"];
type Line = Settlement["lines"][number];

const supplierAccount = 0;

/** A slot in which nobody traded or shared: all energy is bought from and sold to the supplier. */
export function settleAtGridTariff(metered: readonly Metered[]): Settlement {
  const members = memberAccounts.map((account) => {
    const own = metered.filter((meter) => meter.account === account);
    const imported = own.reduce((sum, { importedUkwh }) => sum + importedUkwh, 0);
    const exported = own.reduce((sum, { exportedUkwh }) => sum + exportedUkwh, 0);
    const amount = BigInt(feedInPrice) * BigInt(exported) - BigInt(retailPrice) * BigInt(imported);
    return lineOf(account, imported, exported, amount);
  });
  const due = members.reduce((sum, { supplierAmount }) => sum + supplierAmount, 0n);
  return {
    price: null,
    sharingPrice: null,
    deliveredUkwh: 0,
    sharedUkwh: 0,
    lines: [lineOf(supplierAccount, 0, 0, -due), ...members],
  };
}

function lineOf(account: number, imported: number, exported: number, amount: bigint): Line {
  return {
    account,
    importedUkwh: imported,
    exportedUkwh: exported,
    contractedBuyUkwh: 0,
    contractedSellUkwh: 0,
    deliveredBuyUkwh: 0,
    deliveredSellUkwh: 0,
    sharedBuyUkwh: 0,
    sharedSellUkwh: 0,
    residualImportUkwh: imported,
    residualExportUkwh: exported,
    tradeAmount: 0n,
    sharingAmount: 0n,
    supplierAmount: amount,
    feeAmount: 0n,
    total: amount,
  };
}
