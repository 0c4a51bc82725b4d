import { assert, type Price, type Ukwh } from "@pumasi/quantities";
import { bookBySequence } from "./book.js";
import { inMeritOrder } from "./mechanisms/merit-order.js";
import { columnsOf } from "./mechanisms/order-columns.js";
import { pairFilled } from "./mechanisms/pair-filled.js";
import type { Order, Side } from "./order.js";
import type { Clearing } from "./uniform-price.js";

/**
 * Energy (10^-6 kWh) that one order sells to another at a price (10^-6 currency/kWh, net of fees).
 */
export interface Trade {
  index: number;
  buySequence: number;
  sellSequence: number;
  buyer: number;
  seller: number;
  energyUkwh: Ukwh;
  price: Price;
}

/**
 * Names who trades with whom: filled bids from the highest limit down meet filled asks from the
 * lowest limit up (limits as said, then the lowest sequence), each pair for as much as both have
 * left. Every fill is used up exactly. With one price for all the pairing moves no money; it only
 * has to be the same for everyone who computes it. At most one trade fewer than filled orders.
 *
 * Nobody meets itself: a filled bid is at or above the price and a filled ask at or below it, and
 * an account whose orders do not cross cannot have one of each.
 */
export function pairTrades(orders: readonly Order[], clearing: Clearing): Trade[] {
  const { price } = clearing;
  if (price === null) return [];
  const book = bookBySequence(orders);
  assert(book !== null, "the orders make a book");
  const fills = Float64Array.from(clearing.fills);
  const { limits } = columnsOf(book, ({ limitPrice }) => limitPrice);
  const filled = (side: Side) =>
    Uint32Array.from(
      book.filter((order) => order.side === side && (fills[order.sequence] ?? 0) > 0),
      ({ sequence }) => sequence,
    );
  const pairs = pairFilled(
    inMeritOrder(filled("buy"), limits, "buy"),
    inMeritOrder(filled("sell"), limits, "sell"),
    fills,
  );
  return Array.from(pairs.energiesUkwh, (energyUkwh, index): Trade => {
    const buySequence = pairs.buySequences[index] as number;
    const sellSequence = pairs.sellSequences[index] as number;
    const buyer = (book[buySequence] as Order).account;
    const seller = (book[sellSequence] as Order).account;
    assert(buyer !== seller, "an account does not trade with itself");
    return { index, buySequence, sellSequence, buyer, seller, energyUkwh, price };
  });
}
