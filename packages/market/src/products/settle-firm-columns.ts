import { assert } from "@pumasi/quantities";
import { addAmounts } from "./add-amounts.js";
import { checkMeters } from "./check-columns.js";
import type { ProductColumns } from "./product-columns.js";
import {
  areTrades,
  type Contracts,
  deliverInFull,
  shareNothing,
  takeContracts,
} from "./take-contracts.js";

/**
 * Settles one slot as `firm` in columns: what `settleFirm` says, without allocating. With one price
 * for all the contracted columns are read; with trades they are written. Energies are replaced,
 * amounts are added to.
 */
export function settleFirmColumns(columns: ProductColumns, contracts: Contracts): void {
  const { length, importedUkwh, exportedUkwh, contractedBuyUkwh, contractedSellUkwh } = columns;
  checkMeters(columns);
  takeContracts(columns, contracts);
  for (let place = 0; place < length; place++) {
    const lacking = (importedUkwh[place] as number) - (contractedBuyUkwh[place] as number);
    const left = (exportedUkwh[place] as number) - (contractedSellUkwh[place] as number);
    const areBothRegistersUsed = lacking >= 0 && left >= 0;
    const net = lacking - left;
    assert(Number.isSafeInteger(net), "a deviation fits a safe integer");
    columns.residualImportUkwh[place] = areBothRegistersUsed ? lacking : Math.max(net, 0);
    columns.residualExportUkwh[place] = areBothRegistersUsed ? left : Math.max(-net, 0);
  }
  deliverInFull(columns, contracts);
  shareNothing(columns);
  addAmounts(columns, areTrades(contracts) ? null : contracts);
}
