import type { MarketOrder, MarketResult } from "@pumasi/market";
import { printAmount, printKwh, printPrice, type Ukwh } from "@pumasi/quantities";
import type { NamedBook } from "./read-book-file.js";

/** A cleared book in the file's own words; every quantity is a decimal text in human units. */
export interface PrintedResult {
  price: string | null;
  energy: string;
  /** What all gain together at their limits, in currency. */
  surplus: string;
  /** What buyers pay and sellers do not get, in currency; absent when it is nothing. */
  fund?: string;
  trades: { buy: string; sell: string; energy: string; price: string; sellerPrice?: string }[];
  unfilled: { id: string; energy: string }[];
}

/** Prints a result; unfilled orders are in the order of the file, trades in the market's. */
export function printResult(
  { book, ids, fileOrder }: NamedBook,
  result: MarketResult,
): PrintedResult {
  const orderAt = new Map<number, MarketOrder>(book.orders.map((order) => [order.sequence, order]));
  const restOf = (sequence: number): Ukwh =>
    (orderAt.get(sequence) as MarketOrder).energyUkwh - (result.fills[sequence] as Ukwh);
  return {
    price: result.price === null ? null : printPrice(result.price),
    energy: printKwh(result.energyUkwh),
    surplus: printAmount(result.welfare),
    ...(result.fund === 0n ? {} : { fund: printAmount(result.fund) }),
    trades: result.trades.map(({ buySequence, sellSequence, energyUkwh, buyPrice, sellPrice }) => ({
      buy: ids[buySequence] as string,
      sell: ids[sellSequence] as string,
      energy: printKwh(energyUkwh),
      price: printPrice(buyPrice),
      ...(sellPrice === buyPrice ? {} : { sellerPrice: printPrice(sellPrice) }),
    })),
    unfilled: fileOrder
      .filter((sequence) => restOf(sequence) > 0)
      .map((sequence) => ({ id: ids[sequence] as string, energy: printKwh(restOf(sequence)) })),
  };
}
