import { assert } from "@pumasi/quantities";
import { bookBySequence } from "../book.js";
import type { MarketResult, MarketTrade } from "../mechanisms/market-result.js";
import type { Order } from "../order.js";
import type { Tariff } from "../tariff.js";
import type { AccountReading } from "./account-columns.js";
import { type ProductColumns, type TradeColumns, tradeColumns } from "./product-columns.js";
import type { Contracts } from "./take-contracts.js";

/** What a product with a market settles a slot from. The orders' and readings' order is irrelevant. */
export interface ContractedSlot {
  orders: readonly Order[];
  result: Pick<MarketResult, "price" | "fills" | "trades">;
  readings: readonly AccountReading[];
  tariffOf: (account: number) => Tariff;
}

/**
 * What a result's orders contracted, in columns: with one price for all the energies by account,
 * otherwise the trades, which keep their order.
 *
 * Every account with a contract must have a reading. What no meter said is no zero: metering finds a
 * substitute by rule, and flags it, before anything is settled, so an account without one is a bug.
 */
export function contractsFromResult(
  { orders, result }: Pick<ContractedSlot, "orders" | "result">,
  sorted: readonly AccountReading[],
  columns: ProductColumns,
): Contracts {
  const book = bookBySequence(orders);
  assert(book !== null, "the orders make a book");
  assert(result.fills.length === book.length, "every order has its fill");
  const places = new Map(sorted.map(({ account }, place) => [account, place]));
  const placeOf = (sequence: number): number => {
    const order = book[sequence];
    assert(order !== undefined, "a trade's orders are in the book");
    const place = places.get(order.account);
    assert(place !== undefined, "an account with a contract has a reading");
    return place;
  };
  const { price, trades } = result;
  const isOnePrice = trades.every(
    ({ buyPrice, sellPrice }) => buyPrice === price && sellPrice === price,
  );
  if (!isOnePrice) return columnsOfTrades(trades, placeOf);
  for (const { sequence, side } of book) {
    const fill = result.fills[sequence] as number;
    if (fill === 0) continue;
    const column = side === "buy" ? columns.contractedBuyUkwh : columns.contractedSellUkwh;
    const place = placeOf(sequence);
    column[place] = (column[place] as number) + fill;
  }
  return price;
}

function columnsOfTrades(
  trades: readonly MarketTrade[],
  placeOf: (sequence: number) => number,
): TradeColumns {
  const columns = tradeColumns(trades.length);
  columns.count = trades.length;
  trades.forEach((trade, index) => {
    columns.buyerPlace[index] = placeOf(trade.buySequence);
    columns.sellerPlace[index] = placeOf(trade.sellSequence);
    columns.energyUkwh[index] = trade.energyUkwh;
    columns.buyPrice[index] = trade.buyPrice;
    columns.sellPrice[index] = trade.sellPrice;
  });
  return columns;
}
