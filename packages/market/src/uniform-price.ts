import { apportion, assert, type Price, type Ukwh } from "@pumasi/quantities";
import { bookBySequence } from "./book.js";
import { netLimit } from "./effective-limit.js";
import type { Order, Side } from "./order.js";
import { findCrossingPair } from "./own-orders.js";
import type { Tariff } from "./tariff.js";

/**
 * The last filled order of one side, and the price level it stands at.
 *
 * Several orders may share the marginal level, each of them filled in part; by convention the one
 * named is the order with the highest sequence among those of the level that are filled at all.
 * `price` (10^-6 currency/kWh) is net of fees; `fillUkwh` is that order's own fill. The level's
 * ration is the fraction `levelFilledUkwh / levelOfferedUkwh`; where the two are equal, nobody at
 * the level was rationed.
 */
export interface Marginal {
  sequence: number;
  price: Price;
  fillUkwh: Ukwh;
  levelFilledUkwh: Ukwh;
  levelOfferedUkwh: Ukwh;
}

/**
 * A cleared book: one price (10^-6 currency/kWh, net of fees) for all, null when nothing crosses;
 * the energy traded (10^-6 kWh); both marginal orders; and each order's fill at the index that is
 * its sequence.
 */
export interface Clearing {
  price: Price | null;
  energyUkwh: Ukwh;
  bid: Marginal | null;
  ask: Marginal | null;
  fills: Ukwh[];
}

/** The energy offered on one side at one net price. */
interface Level {
  price: Price;
  energyUkwh: Ukwh;
}

/**
 * Where the two merit orders cross: the energy traded and the last price level used on each side.
 */
interface Crossing {
  energyUkwh: Ukwh;
  bidPrice: Price;
  askPrice: Price;
}

/**
 * Clears a book at one price: as much energy as possible trades while the next buyer still offers
 * what the next seller asks (pairs without surplus trade too), at the midpoint of the marginal bid
 * and ask, rounded toward minus infinity (MARKET.md, "Limits, prices, fees"). That volume also
 * maximises the sum of everybody's gains. The rationed side's last price level is shared pro rata
 * to energy, by largest remainder and then the lowest sequence.
 *
 * Sequences number the book from 0 without gaps; the array's order is irrelevant. An account's own
 * orders must not cross: admission refuses them, so here it is a bug; look with `findCrossingPair`
 * first where a book did not pass admission. Never refuses: an empty or non-crossing book has no
 * price and no fills.
 */
export function clearUniformPrice(
  orders: readonly Order[],
  tariffOf: (account: number) => Tariff,
): Clearing {
  const book = bookBySequence(orders);
  assert(book !== null, "the orders make a book");
  assert(findCrossingPair(book, tariffOf) === null, "an account's own orders do not cross");
  const limits = book.map((order) => netLimit(order, tariffOf(order.account)));
  const crossing = findCrossing(
    levelsOf("buy", book, limits).reverse(),
    levelsOf("sell", book, limits),
  );
  const fills = book.map(() => 0);
  if (crossing === null) return { price: null, energyUkwh: 0, bid: null, ask: null, fills };
  const { energyUkwh, bidPrice, askPrice } = crossing;
  return {
    price: midpoint(bidPrice, askPrice),
    energyUkwh,
    bid: fillSide("buy", bidPrice, energyUkwh, book, limits, fills),
    ask: fillSide("sell", askPrice, energyUkwh, book, limits, fills),
    fills,
  };
}

/** The mean of marginal bid and ask (10^-6 currency/kWh), rounded toward minus infinity. */
export function midpoint(bidPrice: Price, askPrice: Price): Price {
  return Math.floor((bidPrice + askPrice) / 2);
}

/** One side's price levels by ascending net price. */
function levelsOf(side: Side, book: readonly Order[], limits: readonly Price[]): Level[] {
  const energies = new Map<Price, Ukwh>();
  book.forEach((order, sequence) => {
    if (order.side !== side) return;
    const price = limits[sequence] as Price;
    energies.set(price, (energies.get(price) ?? 0) + order.energyUkwh);
  });
  const prices = Float64Array.from(energies.keys()).sort();
  return Array.from(prices, (price) => ({ price, energyUkwh: energies.get(price) as Ukwh }));
}

/** Walks down the bids (best first) and up the asks while the bid still covers the ask. */
function findCrossing(bids: readonly Level[], asks: readonly Level[]): Crossing | null {
  let crossing: Crossing | null = null;
  let [bidIndex, askIndex, bidUsedUkwh, askUsedUkwh] = [0, 0, 0, 0];
  for (;;) {
    const bid = bids[bidIndex];
    const ask = asks[askIndex];
    if (bid === undefined || ask === undefined || bid.price < ask.price) return crossing;
    const traded = Math.min(bid.energyUkwh - bidUsedUkwh, ask.energyUkwh - askUsedUkwh);
    const energyUkwh: Ukwh = (crossing?.energyUkwh ?? 0) + traded;
    crossing = { energyUkwh, bidPrice: bid.price, askPrice: ask.price };
    bidUsedUkwh += traded;
    askUsedUkwh += traded;
    if (bidUsedUkwh === bid.energyUkwh) {
      bidIndex += 1;
      bidUsedUkwh = 0;
    }
    if (askUsedUkwh === ask.energyUkwh) {
      askIndex += 1;
      askUsedUkwh = 0;
    }
  }
}

/**
 * Writes one side's fills: full where better than the marginal price, pro rata at it, nothing where
 * worse. Returns the side's marginal order.
 */
function fillSide(
  side: Side,
  marginalPrice: Price,
  energyUkwh: Ukwh,
  book: readonly Order[],
  limits: readonly Price[],
  fills: Ukwh[],
): Marginal {
  const level: Order[] = [];
  let levelFilledUkwh = energyUkwh;
  for (const order of book) {
    if (order.side !== side) continue;
    const limit = limits[order.sequence] as Price;
    if (limit === marginalPrice) level.push(order);
    else if (side === "buy" ? limit > marginalPrice : limit < marginalPrice) {
      fills[order.sequence] = order.energyUkwh;
      levelFilledUkwh -= order.energyUkwh;
    }
  }
  const offered = level.map((order) => order.energyUkwh);
  const shares = apportion(levelFilledUkwh, offered);
  level.forEach((order, index) => {
    fills[order.sequence] = shares[index] as Ukwh;
  });
  const last = level.findLast((order) => (fills[order.sequence] as Ukwh) > 0);
  assert(last !== undefined, "the marginal level has a filled order");
  return {
    sequence: last.sequence,
    price: marginalPrice,
    fillUkwh: fills[last.sequence] as Ukwh,
    levelFilledUkwh,
    levelOfferedUkwh: offered.reduce((sum, energy) => sum + energy, 0),
  };
}
