import { assert, type Price, type Ukwh } from "@pumasi/quantities";
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
  const { price, fills } = clearing;
  if (price === null) return [];
  const buys = inMeritOrder("buy", orders, fills);
  const sells = inMeritOrder("sell", orders, fills);
  const trades: Trade[] = [];
  let [buyIndex, sellIndex, boughtUkwh, soldUkwh] = [0, 0, 0, 0];
  for (;;) {
    const buy = buys[buyIndex];
    const sell = sells[sellIndex];
    if (buy === undefined || sell === undefined) break;
    assert(buy.account !== sell.account, "an account does not trade with itself");
    const buyFill = fills[buy.sequence] as Ukwh;
    const sellFill = fills[sell.sequence] as Ukwh;
    const energyUkwh = Math.min(buyFill - boughtUkwh, sellFill - soldUkwh);
    trades.push({
      index: trades.length,
      buySequence: buy.sequence,
      sellSequence: sell.sequence,
      buyer: buy.account,
      seller: sell.account,
      energyUkwh,
      price,
    });
    boughtUkwh += energyUkwh;
    soldUkwh += energyUkwh;
    if (boughtUkwh === buyFill) {
      buyIndex += 1;
      boughtUkwh = 0;
    }
    if (soldUkwh === sellFill) {
      sellIndex += 1;
      soldUkwh = 0;
    }
  }
  assert(buyIndex === buys.length && sellIndex === sells.length, "as much is bought as is sold");
  return trades;
}

function inMeritOrder(side: Side, orders: readonly Order[], fills: readonly Ukwh[]): Order[] {
  const direction = side === "buy" ? -1 : 1;
  return orders
    .filter((order) => order.side === side && (fills[order.sequence] ?? 0) > 0)
    .sort((a, b) => direction * (a.limitPrice - b.limitPrice) || a.sequence - b.sequence);
}
