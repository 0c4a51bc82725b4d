import type { Price } from "@pumasi/quantities";
import type { ProductColumns } from "./product-columns.js";

/**
 * Adds a settled slot's money: delivered energy at the contracts' one price (left out where null,
 * as trades at their own prices are added one by one), shared energy at the sharing price, the rest
 * at the grid tariff, and the fees on what was delivered and shared.
 */
export function addAmounts(columns: ProductColumns, price: Price | null): void {
  const { deliveredBuyUkwh, deliveredSellUkwh, sharedBuyUkwh, sharedSellUkwh } = columns;
  const { residualImportUkwh, residualExportUkwh } = columns;
  const { retailPrice, feedInPrice, buyerFee, sellerFee, sharingPrice } = columns;
  const { tradeAmounts, sharingAmounts, supplierAmounts, feeAmounts, length } = columns;
  for (let place = 0; place < length; place++) {
    const delivered = deliveredBuyUkwh[place] as number;
    const sold = deliveredSellUkwh[place] as number;
    const taken = sharedBuyUkwh[place] as number;
    const given = sharedSellUkwh[place] as number;
    if (price !== null) tradeAmounts.add(place, sold - delivered, price);
    if (sharingPrice !== null) sharingAmounts.add(place, given - taken, sharingPrice);
    supplierAmounts.add(
      place,
      -(residualImportUkwh[place] as number),
      retailPrice[place] as number,
    );
    supplierAmounts.add(place, residualExportUkwh[place] as number, feedInPrice[place] as number);
    feeAmounts.add(place, -(delivered + taken), buyerFee[place] as number);
    feeAmounts.add(place, -(sold + given), sellerFee[place] as number);
  }
}
