import { apportionInto, assert, type Price, type Ukwh } from "@pumasi/quantities";
import { priceBetween } from "../sharing-price.js";
import type { ProductColumns } from "./product-columns.js";

/**
 * Shares among neighbours what the residual columns still hold, at the mid-market price and pro
 * rata, and takes it off them; nothing where no price suits everybody who would take part.
 */
export function shareRest(columns: ProductColumns): void {
  const { length, residualImportUkwh, residualExportUkwh, sharedBuyUkwh, sharedSellUkwh } = columns;
  const price = midMarketPrice(columns, residualExportUkwh, residualImportUkwh);
  columns.sharingPrice = price;
  if (price === null) {
    columns.sharedUkwh = 0;
    sharedBuyUkwh.fill(0);
    sharedSellUkwh.fill(0);
    return;
  }
  const energyUkwh = Math.min(
    energyIn(residualImportUkwh, length),
    energyIn(residualExportUkwh, length),
  );
  columns.sharedUkwh = energyUkwh;
  apportionInto(energyUkwh, residualImportUkwh, sharedBuyUkwh, columns.scratch, length);
  apportionInto(energyUkwh, residualExportUkwh, sharedSellUkwh, columns.scratch, length);
  for (let place = 0; place < length; place++) {
    residualImportUkwh[place] =
      (residualImportUkwh[place] as number) - (sharedBuyUkwh[place] as number);
    residualExportUkwh[place] =
      (residualExportUkwh[place] as number) - (sharedSellUkwh[place] as number);
  }
}

/**
 * The mid-market price among those who give and those who take any energy, as `sharingPriceOf` has
 * it for lists of tariffs.
 */
export function midMarketPrice(
  { length, retailPrice, feedInPrice, buyerFee, sellerFee }: ProductColumns,
  givenUkwh: Float64Array,
  takenUkwh: Float64Array,
): Price | null {
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  for (let place = 0; place < length; place++) {
    if ((givenUkwh[place] as number) > 0) {
      least = Math.max(least, (feedInPrice[place] as number) + (sellerFee[place] as number));
    }
    if ((takenUkwh[place] as number) > 0) {
      most = Math.min(most, (retailPrice[place] as number) - (buyerFee[place] as number));
    }
  }
  return priceBetween(least, most);
}

/** What all have together (10^-6 kWh). */
export function energyIn(energies: Float64Array, length: number): Ukwh {
  let sum = 0;
  for (let place = 0; place < length; place++) sum += energies[place] as number;
  assert(Number.isSafeInteger(sum), "a slot's energy fits a safe integer");
  return sum;
}
