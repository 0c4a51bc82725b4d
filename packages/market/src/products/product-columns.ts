import { type ApportionScratch, apportionScratch, type Price } from "@pumasi/quantities";
import { AmountColumn } from "./amount-column.js";

/**
 * The accounts of a slot by column, made once and used for any number of slots. The same place is
 * the same account in every column, and places ascend with account numbers, because the odd unit of
 * a pro-rata share goes to the lower one.
 *
 * Before each slot the caller writes (or replaces, for arrays of its own) the meters' energies, the
 * contracted energies where the product has contracts, and the tariffs. Settling writes where the
 * energy came from and went, the sharing price and the sums, and adds to the amounts. Energies are
 * in 10^-6 kWh, prices in 10^-6 currency/kWh.
 */
export interface ProductColumns {
  readonly length: number;
  importedUkwh: Float64Array;
  exportedUkwh: Float64Array;
  contractedBuyUkwh: Float64Array;
  contractedSellUkwh: Float64Array;
  retailPrice: Float64Array;
  feedInPrice: Float64Array;
  buyerFee: Float64Array;
  sellerFee: Float64Array;

  readonly deliveredBuyUkwh: Float64Array;
  readonly deliveredSellUkwh: Float64Array;
  readonly sharedBuyUkwh: Float64Array;
  readonly sharedSellUkwh: Float64Array;
  readonly residualImportUkwh: Float64Array;
  readonly residualExportUkwh: Float64Array;
  /** Null when nothing was shared. */
  sharingPrice: Price | null;
  deliveredUkwh: number;
  sharedUkwh: number;

  readonly tradeAmounts: AmountColumn;
  readonly sharingAmounts: AmountColumn;
  readonly supplierAmounts: AmountColumn;
  readonly feeAmounts: AmountColumn;

  readonly scratch: ApportionScratch;
}

/**
 * A slot's trades in clearing order, by the places of buyer and seller; the first `count` are
 * there. Prices are net of members' fees.
 */
export interface TradeColumns {
  count: number;
  buyerPlace: Int32Array;
  sellerPlace: Int32Array;
  energyUkwh: Float64Array;
  buyPrice: Float64Array;
  sellPrice: Float64Array;
}

/** Columns of zeros for `length` accounts. */
export function productColumns(length: number): ProductColumns {
  const column = () => new Float64Array(length);
  return {
    length,
    importedUkwh: column(),
    exportedUkwh: column(),
    contractedBuyUkwh: column(),
    contractedSellUkwh: column(),
    retailPrice: column(),
    feedInPrice: column(),
    buyerFee: column(),
    sellerFee: column(),
    deliveredBuyUkwh: column(),
    deliveredSellUkwh: column(),
    sharedBuyUkwh: column(),
    sharedSellUkwh: column(),
    residualImportUkwh: column(),
    residualExportUkwh: column(),
    sharingPrice: null,
    deliveredUkwh: 0,
    sharedUkwh: 0,
    tradeAmounts: new AmountColumn(length),
    sharingAmounts: new AmountColumn(length),
    supplierAmounts: new AmountColumn(length),
    feeAmounts: new AmountColumn(length),
    scratch: apportionScratch(length),
  };
}

/** Room for `capacity` trades, none of them there yet. */
export function tradeColumns(capacity: number): TradeColumns {
  return {
    count: 0,
    buyerPlace: new Int32Array(capacity),
    sellerPlace: new Int32Array(capacity),
    energyUkwh: new Float64Array(capacity),
    buyPrice: new Float64Array(capacity),
    sellPrice: new Float64Array(capacity),
  };
}
