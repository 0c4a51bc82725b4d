import type { Price, Ukwh } from "@pumasi/quantities";
import { midpoint } from "../../midpoint.js";
import type { Side } from "../../order.js";
import type { MarketOrder } from "../market-order.js";
import { inMeritOrder } from "../merit-order.js";
import { shareBurden } from "./share-burden.js";

/**
 * Where the merit orders cross, and who gives up what so that nobody can move the price it pays.
 * Orders are named by their sequence.
 */
export interface TradeReduction {
  /** The last orders that would trade in an optimum; null when no bid covers an ask. */
  lastBid: number | null;
  lastAsk: number | null;
  /** The first orders behind them (of all where there are none); null when there is none behind. */
  nextBid: number | null;
  nextAsk: number | null;
  /** What trading buyers pay and trading sellers get (10^-6 currency/kWh); null when none trade. */
  buyPrice: Price | null;
  sellPrice: Price | null;
  /** False when the last pair trades too, at the price that the pair behind it sets (McAfee). */
  isReduced: boolean;
  /** The side that has to ration, and what each of its trading orders gives up (10^-6 kWh). */
  burdenedSide: Side | null;
  burdenUkwh: Ukwh;
}

/** The reduction and what it leaves each order (10^-6 kWh), by sequence. */
export interface ReducedTrades {
  reduction: TradeReduction;
  fills: Ukwh[];
}

/** One side by merit: the position of its last order that would trade in an optimum, or -1. */
interface RankedSide {
  ranked: Uint32Array;
  last: number;
}

/**
 * Finds the last pair that would trade in an optimum and reduces trade as `truthful` says. `orders`
 * and limits (10^-6 currency/kWh) are by sequence.
 */
export function reduceTrades(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
): ReducedTrades {
  const fills: Ukwh[] = orders.map(() => 0);
  const [bids, asks] = findLastPair(orders, limits);
  const reduction: TradeReduction = {
    lastBid: bids.ranked[bids.last] ?? null,
    lastAsk: asks.ranked[asks.last] ?? null,
    nextBid: bids.ranked[bids.last + 1] ?? null,
    nextAsk: asks.ranked[asks.last + 1] ?? null,
    buyPrice: null,
    sellPrice: null,
    isReduced: false,
    burdenedSide: null,
    burdenUkwh: 0,
  };
  if (bids.last < 0) return { reduction, fills };
  const price = haveOneEnergy(orders) ? priceBehind(reduction, limits) : null;
  if (price !== null) {
    for (const { ranked, last } of [bids, asks])
      fillWhole(ranked.subarray(0, last + 1), orders, fills);
    return { reduction: { ...reduction, buyPrice: price, sellPrice: price }, fills };
  }
  const burden = fillReduced(bids, asks, orders, fills);
  const trades = bids.last > 0 && asks.last > 0;
  const buyPrice = trades ? (limits[bids.ranked[bids.last] as number] as Price) : null;
  const sellPrice = trades ? (limits[asks.ranked[asks.last] as number] as Price) : null;
  return { reduction: { ...reduction, buyPrice, sellPrice, isReduced: true, ...burden }, fills };
}

/** True when McAfee's rule for single units applies: every order has the same energy. */
export function haveOneEnergy(orders: readonly MarketOrder[]): boolean {
  return orders.every(({ energyUkwh }) => energyUkwh === orders[0]?.energyUkwh);
}

/** McAfee's price: the mean of the pair behind the last one, if the last pair accepts it. */
export function priceBehind(
  { lastBid, lastAsk, nextBid, nextAsk }: TradeReduction,
  limits: readonly Price[],
): Price | null {
  if (lastBid === null || lastAsk === null || nextBid === null || nextAsk === null) return null;
  const price = midpoint(limits[nextBid] as Price, limits[nextAsk] as Price);
  const isAccepted = (limits[lastAsk] as Price) <= price && price <= (limits[lastBid] as Price);
  return isAccepted ? price : null;
}

/** Walks down the bids and up the asks, order by order, while the bid still covers the ask. */
function findLastPair(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
): [RankedSide, RankedSide] {
  const column = Float64Array.from(limits);
  const rank = (side: Side) =>
    inMeritOrder(
      Uint32Array.from(
        orders.filter((order) => order.side === side),
        ({ sequence }) => sequence,
      ),
      column,
      side,
    );
  const [bids, asks] = [rank("buy"), rank("sell")];
  let [bid, ask, lastBid, lastAsk, bidLeftUkwh, askLeftUkwh] = [0, 0, -1, -1, 0, 0];
  while (bid < bids.length && ask < asks.length) {
    const [bidSequence, askSequence] = [bids[bid] as number, asks[ask] as number];
    if ((limits[bidSequence] as Price) < (limits[askSequence] as Price)) break;
    [lastBid, lastAsk] = [bid, ask];
    if (bidLeftUkwh === 0) bidLeftUkwh = (orders[bidSequence] as MarketOrder).energyUkwh;
    if (askLeftUkwh === 0) askLeftUkwh = (orders[askSequence] as MarketOrder).energyUkwh;
    const traded = Math.min(bidLeftUkwh, askLeftUkwh);
    bidLeftUkwh -= traded;
    askLeftUkwh -= traded;
    if (bidLeftUkwh === 0) bid += 1;
    if (askLeftUkwh === 0) ask += 1;
  }
  return [
    { ranked: bids, last: lastBid },
    { ranked: asks, last: lastAsk },
  ];
}

/** Fills the orders ahead of the last pair; who has more than the other side bears it equally. */
function fillReduced(
  bids: RankedSide,
  asks: RankedSide,
  orders: readonly MarketOrder[],
  fills: Ukwh[],
): Pick<TradeReduction, "burdenedSide" | "burdenUkwh"> {
  const ahead = ({ ranked, last }: RankedSide) => ranked.slice(0, last).sort();
  const [buyers, sellers] = [ahead(bids), ahead(asks)];
  const wantedUkwh = fillWhole(buyers, orders, fills);
  const offeredUkwh = fillWhole(sellers, orders, fills);
  if (wantedUkwh === offeredUkwh) return { burdenedSide: null, burdenUkwh: 0 };
  const burdenedSide = wantedUkwh > offeredUkwh ? "buy" : "sell";
  const burdened = burdenedSide === "buy" ? buyers : sellers;
  const energies = Array.from(burdened, (sequence) => fills[sequence] as Ukwh);
  const { burdenUkwh, shares } = shareBurden(energies, Math.min(wantedUkwh, offeredUkwh));
  for (const [index, share] of shares.entries()) fills[burdened[index] as number] = share;
  return { burdenedSide, burdenUkwh };
}

function fillWhole(sequences: Uint32Array, orders: readonly MarketOrder[], fills: Ukwh[]): Ukwh {
  let filledUkwh = 0;
  for (const sequence of sequences) {
    const { energyUkwh } = orders[sequence] as MarketOrder;
    fills[sequence] = energyUkwh;
    filledUkwh += energyUkwh;
  }
  return filledUkwh;
}
