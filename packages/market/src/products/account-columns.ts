import { assert, type Ukwh } from "@pumasi/quantities";
import { FIRST_MEMBER_ACCOUNT } from "../settlement-line.js";
import type { Tariff } from "../tariff.js";
import { type ProductColumns, productColumns } from "./product-columns.js";

/** What all meters of one account measured in a slot (10^-6 kWh). */
export interface AccountReading {
  account: number;
  importedUkwh: Ukwh;
  exportedUkwh: Ukwh;
}

/**
 * Puts a slot's readings and tariffs into columns by ascending account. The order they come in is
 * irrelevant; an account twice, or one that is no member's, is a bug.
 */
export function accountColumns<R extends AccountReading>(
  readings: readonly R[],
  tariffOf: (reading: R) => Tariff,
): { sorted: R[]; columns: ProductColumns } {
  const sorted = byAccount(readings);
  const columns = productColumns(sorted.length);
  let previous = 0;
  for (let place = 0; place < sorted.length; place++) {
    const reading = sorted[place] as R;
    assert(reading.account !== previous, "an account is settled once a slot");
    previous = reading.account;
    columns.importedUkwh[place] = reading.importedUkwh;
    columns.exportedUkwh[place] = reading.exportedUkwh;
    const { retailPrice, feedInPrice, buyerFee, sellerFee } = tariffOf(reading);
    columns.retailPrice[place] = retailPrice;
    columns.feedInPrice[place] = feedInPrice;
    columns.buyerFee[place] = buyerFee;
    columns.sellerFee[place] = sellerFee;
  }
  return { sorted, columns };
}

/**
 * A copy by ascending account. Account and index in one double sort natively, several times as fast
 * as objects by a comparison.
 */
function byAccount<R extends AccountReading>(readings: readonly R[]): R[] {
  const { length } = readings;
  const keys = new Float64Array(length);
  let largest = 0;
  for (let index = 0; index < length; index++) {
    const { account } = readings[index] as R;
    assert(
      Number.isSafeInteger(account) && account >= FIRST_MEMBER_ACCOUNT,
      "only members meter energy",
    );
    const key = account * length + index;
    keys[index] = key;
    largest = Math.max(largest, key);
  }
  if (largest > Number.MAX_SAFE_INTEGER) return readings.toSorted((a, b) => a.account - b.account);
  keys.sort();
  const sorted: R[] = [];
  for (const key of keys) sorted.push(readings[key % length] as R);
  return sorted;
}
