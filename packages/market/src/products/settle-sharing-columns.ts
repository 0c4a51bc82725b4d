import { assert, type Price } from "@pumasi/quantities";
import { addAmounts } from "./add-amounts.js";
import { checkMeters } from "./check-columns.js";
import type { ProductColumns } from "./product-columns.js";
import { midMarketPrice } from "./share-rest.js";

/** Why an allocation is not settled, in order of precedence. */
export const SHARING_SETTLEMENT_REFUSALS = [
  "sharing_reading_missing",
  "sharing_account_twice",
  "sharing_energy_not_whole",
  "sharing_beyond_metered",
  "sharing_not_balanced",
  "sharing_price_not_whole",
  "sharing_price_past_limit",
  "sharing_price_impossible",
] as const;

export type SharingSettlementReason = (typeof SHARING_SETTLEMENT_REFUSALS)[number];

/** A refused allocation in columns, with the place that shows it where one does. */
export type SharingColumnsOutcome =
  | { ok: true }
  | { ok: false; reason: SharingSettlementReason; place?: number };

const SETTLED: SharingColumnsOutcome = { ok: true };

/**
 * Settles one slot as `sharing` in columns: what `settleSharing` says, without allocating. The
 * caller writes what a sharing rule gave to `sharedBuyUkwh` (allocated) and `sharedSellUkwh` (sold).
 * `price` (10^-6 currency/kWh, net of fees) null takes the mid-market price of those who take part.
 * Refused, nothing has been added to the amounts.
 */
export function settleSharingColumns(
  columns: ProductColumns,
  price: Price | null,
): SharingColumnsOutcome {
  checkMeters(columns);
  const fault = findUnmetered(columns) ?? findImbalance(columns);
  if (fault !== null) return fault;
  const { sharedBuyUkwh, sharedSellUkwh } = columns;
  if (columns.sharedUkwh === 0) columns.sharingPrice = null;
  else {
    if (price !== null && !Number.isSafeInteger(price)) {
      return { ok: false, reason: "sharing_price_not_whole" };
    }
    const tooFar = price === null ? null : findPastLimit(columns, price);
    if (tooFar !== null) return tooFar;
    columns.sharingPrice = price ?? midMarketPrice(columns, sharedSellUkwh, sharedBuyUkwh);
    if (columns.sharingPrice === null) return { ok: false, reason: "sharing_price_impossible" };
  }
  for (let place = 0; place < columns.length; place++) {
    columns.residualImportUkwh[place] =
      (columns.importedUkwh[place] as number) - (sharedBuyUkwh[place] as number);
    columns.residualExportUkwh[place] =
      (columns.exportedUkwh[place] as number) - (sharedSellUkwh[place] as number);
  }
  columns.deliveredBuyUkwh.fill(0);
  columns.deliveredSellUkwh.fill(0);
  columns.deliveredUkwh = 0;
  addAmounts(columns, null);
  return SETTLED;
}

/** An allocation that is no energy, or more than the account's meter shows. */
function findUnmetered(columns: ProductColumns): SharingColumnsOutcome | null {
  const { length, sharedBuyUkwh, sharedSellUkwh, importedUkwh, exportedUkwh } = columns;
  for (let place = 0; place < length; place++) {
    const taken = sharedBuyUkwh[place] as number;
    const given = sharedSellUkwh[place] as number;
    const areWhole =
      Number.isSafeInteger(taken) && Number.isSafeInteger(given) && taken >= 0 && given >= 0;
    if (!areWhole) return { ok: false, reason: "sharing_energy_not_whole", place };
  }
  for (let place = 0; place < length; place++) {
    const isMetered =
      (sharedBuyUkwh[place] as number) <= (importedUkwh[place] as number) &&
      (sharedSellUkwh[place] as number) <= (exportedUkwh[place] as number);
    if (!isMetered) return { ok: false, reason: "sharing_beyond_metered", place };
  }
  return null;
}

function findImbalance(columns: ProductColumns): SharingColumnsOutcome | null {
  const { length, sharedBuyUkwh, sharedSellUkwh } = columns;
  let [taken, given] = [0, 0];
  for (let place = 0; place < length; place++) {
    taken += sharedBuyUkwh[place] as number;
    given += sharedSellUkwh[place] as number;
  }
  const areSafe = Number.isSafeInteger(taken) && Number.isSafeInteger(given);
  assert(areSafe, "a slot's energy fits a safe integer");
  columns.sharedUkwh = taken;
  return taken === given ? null : { ok: false, reason: "sharing_not_balanced" };
}

/** Somebody who takes part and would be worse off at this price than on its grid tariff. */
function findPastLimit(columns: ProductColumns, price: Price): SharingColumnsOutcome | null {
  const { length, sharedBuyUkwh, sharedSellUkwh } = columns;
  const { retailPrice, feedInPrice, buyerFee, sellerFee } = columns;
  for (let place = 0; place < length; place++) {
    const most = (retailPrice[place] as number) - (buyerFee[place] as number);
    const least = (feedInPrice[place] as number) + (sellerFee[place] as number);
    const isPast =
      ((sharedBuyUkwh[place] as number) > 0 && price > most) ||
      ((sharedSellUkwh[place] as number) > 0 && price < least);
    if (isPast) return { ok: false, reason: "sharing_price_past_limit", place };
  }
  return null;
}
