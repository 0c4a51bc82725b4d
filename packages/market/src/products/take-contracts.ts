import { assert, type Price } from "@pumasi/quantities";
import { checkBalance, checkEnergies } from "./check-columns.js";
import type { ProductColumns, TradeColumns } from "./product-columns.js";

/**
 * What was agreed before settling: one price for all (10^-6 currency/kWh, net of fees; null when
 * nothing was contracted), with the energies in the contracted columns; or trades at their own
 * prices, from which those columns are written.
 */
export type Contracts = Price | null | TradeColumns;

/** Tells trades at their own prices from one price for all. */
export function areTrades(contracts: Contracts): contracts is TradeColumns {
  return typeof contracts === "object" && contracts !== null;
}

/**
 * Brings the contracted columns to what was agreed, and stops where that is impossible: an energy
 * that is not whole, contracts without a price, or more bought than sold.
 */
export function takeContracts(columns: ProductColumns, contracts: Contracts): void {
  const { length, contractedBuyUkwh, contractedSellUkwh } = columns;
  if (areTrades(contracts)) addTrades(columns, contracts);
  checkEnergies(contractedBuyUkwh, length);
  checkEnergies(contractedSellUkwh, length);
  checkBalance(
    contractedBuyUkwh,
    contractedSellUkwh,
    length,
    "as much is contracted to buy as to sell",
  );
  if (contracts !== null) return;
  for (let place = 0; place < length; place++) {
    assert(contractedBuyUkwh[place] === 0, "contracts have a price");
  }
}

function addTrades(columns: ProductColumns, trades: TradeColumns): void {
  const { length, contractedBuyUkwh, contractedSellUkwh } = columns;
  contractedBuyUkwh.fill(0);
  contractedSellUkwh.fill(0);
  checkEnergies(trades.energyUkwh, trades.count);
  for (let index = 0; index < trades.count; index++) {
    const buyer = trades.buyerPlace[index] as number;
    const seller = trades.sellerPlace[index] as number;
    const energyUkwh = trades.energyUkwh[index] as number;
    assert(buyer >= 0 && buyer < length, "a buyer has a place");
    assert(seller >= 0 && seller < length, "a seller has a place");
    contractedBuyUkwh[buyer] = (contractedBuyUkwh[buyer] as number) + energyUkwh;
    contractedSellUkwh[seller] = (contractedSellUkwh[seller] as number) + energyUkwh;
  }
}

/**
 * Counts every contract in full: delivered is what was contracted, and trades at their own prices
 * are paid.
 */
export function deliverInFull(columns: ProductColumns, contracts: Contracts): void {
  const { length, contractedBuyUkwh, contractedSellUkwh, tradeAmounts } = columns;
  let deliveredUkwh = 0;
  for (let place = 0; place < length; place++) {
    const boughtUkwh = contractedBuyUkwh[place] as number;
    columns.deliveredBuyUkwh[place] = boughtUkwh;
    columns.deliveredSellUkwh[place] = contractedSellUkwh[place] as number;
    deliveredUkwh += boughtUkwh;
  }
  assert(Number.isSafeInteger(deliveredUkwh), "a slot's energy fits a safe integer");
  columns.deliveredUkwh = deliveredUkwh;
  if (!areTrades(contracts)) return;
  const { buyerPlace, sellerPlace, energyUkwh, buyPrice, sellPrice } = contracts;
  for (let index = 0; index < contracts.count; index++) {
    const energy = energyUkwh[index] as number;
    tradeAmounts.add(buyerPlace[index] as number, -energy, buyPrice[index] as number);
    tradeAmounts.add(sellerPlace[index] as number, energy, sellPrice[index] as number);
  }
}

/** Nothing is shared in this product. */
export function shareNothing(columns: ProductColumns): void {
  columns.sharedBuyUkwh.fill(0);
  columns.sharedSellUkwh.fill(0);
  columns.sharedUkwh = 0;
  columns.sharingPrice = null;
}
