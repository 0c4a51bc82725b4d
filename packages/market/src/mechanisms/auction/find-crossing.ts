import type { Price, Ukwh } from "@pumasi/quantities";
import { inMeritOrder } from "../merit-order.js";
import { type OrderColumns, sequencesOf } from "../order-columns.js";

/** The energy traded where the merit orders cross, and the last price used on each side. */
export interface Crossing {
  energyUkwh: Ukwh;
  bidPrice: Price;
  askPrice: Price;
}

/** Up to so many prices a histogram of both sides stays in the caches; */
const WIDEST_GRID = 2 ** 18;
/** and up to so many an order it costs less to look through than the orders cost to sort. */
const PRICES_AN_ORDER = 4;

/**
 * Finds where the merit orders cross: as much energy as possible while the next bid still covers the
 * next ask, at equal prices too. Null when no bid covers an ask. Prices are in 10^-6 currency/kWh;
 * on a bounded grid of them by a histogram, otherwise by a radix sort; linear either way.
 */
export function findCrossing(columns: OrderColumns): Crossing | null {
  const { limits } = columns;
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let sequence = 0; sequence < limits.length; sequence++) {
    const limit = limits[sequence] as Price;
    lowest = limit < lowest ? limit : lowest;
    highest = limit > highest ? limit : highest;
  }
  const range = highest - lowest;
  if (limits.length === 0) return null;
  const isGrid = range < Math.min(WIDEST_GRID, PRICES_AN_ORDER * limits.length);
  return isGrid ? crossLevels(columns, lowest, range) : crossRanked(columns);
}

/** Walks two histograms of energy by price, the bids' from the top and the asks' from the bottom. */
function crossLevels(columns: OrderColumns, lowest: Price, range: number): Crossing | null {
  const { buys, limits, energiesUkwh } = columns;
  const size = range + 1;
  const levels = new Float64Array(2 * size);
  for (let sequence = 0; sequence < buys.length; sequence++) {
    const level = (buys[sequence] as number) * size + ((limits[sequence] as Price) - lowest);
    levels[level] = (levels[level] as Ukwh) + (energiesUkwh[sequence] as Ukwh);
  }
  let [ask, bid, energyUkwh, askPrice, bidPrice] = [0, range, 0, 0, 0];
  for (;;) {
    while (ask <= range && levels[ask] === 0) ask += 1;
    while (bid >= 0 && levels[size + bid] === 0) bid -= 1;
    if (ask > bid) break;
    const askUkwh = levels[ask] as Ukwh;
    const bidUkwh = levels[size + bid] as Ukwh;
    const traded = Math.min(askUkwh, bidUkwh);
    levels[ask] = askUkwh - traded;
    levels[size + bid] = bidUkwh - traded;
    energyUkwh += traded;
    [askPrice, bidPrice] = [lowest + ask, lowest + bid];
  }
  return energyUkwh === 0 ? null : { energyUkwh, bidPrice, askPrice };
}

/** Walks down the bids and up the asks, order by order. */
function crossRanked(columns: OrderColumns): Crossing | null {
  const { limits, energiesUkwh } = columns;
  const bids = inMeritOrder(sequencesOf(columns, "buy"), limits, "buy");
  const asks = inMeritOrder(sequencesOf(columns, "sell"), limits, "sell");
  let [i, j, energyUkwh, bidLeftUkwh, askLeftUkwh] = [0, 0, 0, 0, 0];
  let [bidPrice, askPrice] = [0, 0];
  while (i < bids.length && j < asks.length) {
    const [bid, ask] = [bids[i] as number, asks[j] as number];
    const [bidLimit, askLimit] = [limits[bid] as Price, limits[ask] as Price];
    if (bidLimit < askLimit) break;
    [bidPrice, askPrice] = [bidLimit, askLimit];
    if (bidLeftUkwh === 0) bidLeftUkwh = energiesUkwh[bid] as Ukwh;
    if (askLeftUkwh === 0) askLeftUkwh = energiesUkwh[ask] as Ukwh;
    const traded = bidLeftUkwh < askLeftUkwh ? bidLeftUkwh : askLeftUkwh;
    energyUkwh += traded;
    bidLeftUkwh -= traded;
    askLeftUkwh -= traded;
    if (bidLeftUkwh === 0) i += 1;
    if (askLeftUkwh === 0) j += 1;
  }
  return energyUkwh === 0 ? null : { energyUkwh, bidPrice, askPrice };
}
