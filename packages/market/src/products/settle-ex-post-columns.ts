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
 * Settles one slot as `ex-post` in columns: what `settleExPost` says, without allocating. The
 * contracted columns hold the fills (with trades they are written). Energies are replaced, amounts
 * are added to.
 */
export function settleExPostColumns(columns: ProductColumns, contracts: Contracts): void {
  const { length, importedUkwh, exportedUkwh, contractedBuyUkwh, contractedSellUkwh } = columns;
  checkMeters(columns);
  takeContracts(columns, contracts);
  for (let place = 0; place < length; place++) {
    const lacking = (importedUkwh[place] as number) - (contractedBuyUkwh[place] as number);
    const left = (exportedUkwh[place] as number) - (contractedSellUkwh[place] as number);
    assert(lacking >= 0 && left >= 0, "what is cleared after delivery was metered");
    columns.residualImportUkwh[place] = lacking;
    columns.residualExportUkwh[place] = left;
  }
  deliverInFull(columns, contracts);
  shareNothing(columns);
  addAmounts(columns, areTrades(contracts) ? null : contracts);
}
