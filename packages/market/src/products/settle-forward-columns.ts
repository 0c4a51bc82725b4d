import { apportionInto } from "@pumasi/quantities";
import { addAmounts } from "./add-amounts.js";
import { checkMeters } from "./check-columns.js";
import type { ProductColumns, TradeColumns } from "./product-columns.js";
import { energyIn, shareRest } from "./share-rest.js";
import { areTrades, type Contracts, takeContracts } from "./take-contracts.js";

/**
 * Settles one slot as `forward`, capped at metered, in columns: what `settleForward` says, without
 * allocating. With one price for all the contracted columns are read; with trades they are written.
 * Energies are replaced, amounts are added to.
 */
export function settleForwardColumns(columns: ProductColumns, contracts: Contracts): void {
  checkMeters(columns);
  takeContracts(columns, contracts);
  if (areTrades(contracts)) deliverTrades(columns, contracts);
  else deliverPools(columns);
  shareRest(columns);
  addAmounts(columns, areTrades(contracts) ? null : contracts);
}

/**
 * Everybody's contract counts as far as it was metered, and the larger side is scaled down to the
 * smaller, pro rata. Leaves the rest of what was metered in the residual columns.
 */
function deliverPools(columns: ProductColumns): void {
  const { length, importedUkwh, exportedUkwh, contractedBuyUkwh, contractedSellUkwh } = columns;
  const { deliveredBuyUkwh, deliveredSellUkwh, residualImportUkwh, residualExportUkwh } = columns;
  for (let place = 0; place < length; place++) {
    const imported = importedUkwh[place] as number;
    const exported = exportedUkwh[place] as number;
    deliveredBuyUkwh[place] = Math.min(contractedBuyUkwh[place] as number, imported);
    deliveredSellUkwh[place] = Math.min(contractedSellUkwh[place] as number, exported);
  }
  const energyUkwh = Math.min(
    energyIn(deliveredBuyUkwh, length),
    energyIn(deliveredSellUkwh, length),
  );
  columns.deliveredUkwh = energyUkwh;
  apportionInto(energyUkwh, deliveredBuyUkwh, deliveredBuyUkwh, columns.scratch, length);
  apportionInto(energyUkwh, deliveredSellUkwh, deliveredSellUkwh, columns.scratch, length);
  for (let place = 0; place < length; place++) {
    residualImportUkwh[place] =
      (importedUkwh[place] as number) - (deliveredBuyUkwh[place] as number);
    residualExportUkwh[place] =
      (exportedUkwh[place] as number) - (deliveredSellUkwh[place] as number);
  }
}

/**
 * Trade by trade in clearing order, each for as much as its buyer still imported and its seller
 * still exported. An account's trades add up to its contract, so no trade reaches beyond what is
 * left of that either.
 */
function deliverTrades(columns: ProductColumns, trades: TradeColumns): void {
  const { length, importedUkwh, exportedUkwh, tradeAmounts } = columns;
  const { deliveredBuyUkwh, deliveredSellUkwh, residualImportUkwh, residualExportUkwh } = columns;
  deliveredBuyUkwh.fill(0);
  deliveredSellUkwh.fill(0);
  for (let place = 0; place < length; place++) {
    residualImportUkwh[place] = importedUkwh[place] as number;
    residualExportUkwh[place] = exportedUkwh[place] as number;
  }
  for (let index = 0; index < trades.count; index++) {
    const buyer = trades.buyerPlace[index] as number;
    const seller = trades.sellerPlace[index] as number;
    const lacking = residualImportUkwh[buyer] as number;
    const left = residualExportUkwh[seller] as number;
    const energyUkwh = Math.min(trades.energyUkwh[index] as number, lacking, left);
    if (energyUkwh === 0) continue;
    residualImportUkwh[buyer] = lacking - energyUkwh;
    residualExportUkwh[seller] = left - energyUkwh;
    deliveredBuyUkwh[buyer] = (deliveredBuyUkwh[buyer] as number) + energyUkwh;
    deliveredSellUkwh[seller] = (deliveredSellUkwh[seller] as number) + energyUkwh;
    tradeAmounts.add(buyer, -energyUkwh, trades.buyPrice[index] as number);
    tradeAmounts.add(seller, energyUkwh, trades.sellPrice[index] as number);
  }
  columns.deliveredUkwh = energyIn(deliveredBuyUkwh, length);
}
