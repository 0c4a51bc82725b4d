import { apportion, assert, type Price, type Ukwh } from "@pumasi/quantities";
import type { Marginal } from "../uniform-price.js";
import { type Crossing, findCrossing } from "./find-crossing.js";
import type { Ties } from "./market-rule.js";
import { inMeritOrder } from "./merit-order.js";
import type { OrderColumns } from "./order-columns.js";

/**
 * A call auction's outcome: the energy traded (10^-6 kWh), the marginal bid and ask, both null when
 * nothing trades, each order's fill by sequence, and the filled orders of each side, unsorted.
 */
export interface CallAuction {
  energyUkwh: Ukwh;
  bid: Marginal | null;
  ask: Marginal | null;
  fills: Float64Array;
  filledBids: Uint32Array;
  filledAsks: Uint32Array;
}

/**
 * Fills as much energy as possible while the next bid still covers the next ask (pairs without
 * surplus trade too): the welfare-maximal volume, and the largest of those. Orders better than the
 * margin are filled whole; what the marginal level gets is shared by energy, with the largest
 * remainder and then the lowest sequence, or by time. Linear in the orders. Knows nothing of
 * accounts: own pairs are the caller's.
 */
export function holdCallAuction(columns: OrderColumns, ties: Ties): CallAuction {
  const count = columns.buys.length;
  const fills = new Float64Array(count);
  const crossing = findCrossing(columns);
  if (crossing === null) {
    const none = new Uint32Array(0);
    return { energyUkwh: 0, bid: null, ask: null, fills, filledBids: none, filledAsks: none };
  }
  const { energyUkwh } = crossing;
  const { bids, asks } = fillBetter(columns, crossing, fills);
  const bid = fillLevel(columns, bids, energyUkwh, ties, fills);
  const ask = fillLevel(columns, asks, energyUkwh, ties, fills);
  return { energyUkwh, bid, ask, fills, ...filledSides(columns, fills) };
}

/** The filled orders of each side by merit: the order in which they are paired. */
export function rankFilled(
  { limits }: OrderColumns,
  { filledBids, filledAsks }: CallAuction,
): { bids: Uint32Array; asks: Uint32Array } {
  return {
    bids: inMeritOrder(filledBids, limits, "buy"),
    asks: inMeritOrder(filledAsks, limits, "sell"),
  };
}

/** One side's orders at the marginal price, and what those better than it were filled with. */
interface Margin {
  price: Price;
  level: number[];
  betterUkwh: Ukwh;
}

/** Fills the orders that are better than the margin and gathers those at it, in one pass. */
function fillBetter(
  { buys, limits, energiesUkwh }: OrderColumns,
  { bidPrice, askPrice }: Crossing,
  fills: Float64Array,
): { bids: Margin; asks: Margin } {
  const bids: Margin = { price: bidPrice, level: [], betterUkwh: 0 };
  const asks: Margin = { price: askPrice, level: [], betterUkwh: 0 };
  let [boughtUkwh, filledUkwh] = [0, 0];
  for (let sequence = 0; sequence < buys.length; sequence++) {
    const isBid = buys[sequence] as number;
    const limit = limits[sequence] as Price;
    // How much better than its side's margin; arithmetic, because a branch on the side costs more.
    const better = isBid * (limit - bidPrice) + (1 - isBid) * (askPrice - limit);
    if (better === 0) (isBid === 1 ? bids : asks).level.push(sequence);
    const fill = better > 0 ? (energiesUkwh[sequence] as Ukwh) : 0;
    fills[sequence] = fill;
    filledUkwh += fill;
    boughtUkwh += isBid * fill;
  }
  bids.betterUkwh = boughtUkwh;
  asks.betterUkwh = filledUkwh - boughtUkwh;
  return { bids, asks };
}

/** Shares out what one side's marginal level gets, and describes its marginal order. */
function fillLevel(
  { energiesUkwh }: OrderColumns,
  { price, level, betterUkwh }: Margin,
  energyUkwh: Ukwh,
  ties: Ties,
  fills: Float64Array,
): Marginal {
  const levelFilledUkwh = energyUkwh - betterUkwh;
  const offered = level.map((sequence) => energiesUkwh[sequence] as Ukwh);
  const levelOfferedUkwh = offered.reduce((sum, energy) => sum + energy, 0);
  const shares =
    ties === "time" ? fillInTurn(levelFilledUkwh, offered) : apportion(levelFilledUkwh, offered);
  let last = -1;
  for (let index = 0; index < level.length; index++) {
    const [sequence, share] = [level[index] as number, shares[index] as Ukwh];
    fills[sequence] = share;
    if (share > 0) last = sequence;
  }
  assert(last >= 0, "the marginal level has a filled order");
  const fillUkwh = fills[last] as Ukwh;
  return { sequence: last, price, fillUkwh, levelFilledUkwh, levelOfferedUkwh };
}

/** Whoever comes first is filled first. */
export function fillInTurn(totalUkwh: Ukwh, offered: readonly Ukwh[]): Ukwh[] {
  let left = totalUkwh;
  return offered.map((energyUkwh) => {
    const fill = Math.min(left, energyUkwh);
    left -= fill;
    return fill;
  });
}

/** The filled orders of both sides by sequence; written without a branch that cannot be foreseen. */
function filledSides(
  { buys }: OrderColumns,
  fills: Float64Array,
): { filledBids: Uint32Array; filledAsks: Uint32Array } {
  const filledBids = new Uint32Array(buys.length + 1);
  const filledAsks = new Uint32Array(buys.length + 1);
  let [bids, asks] = [0, 0];
  for (let sequence = 0; sequence < buys.length; sequence++) {
    const isFilled = Math.min(1, fills[sequence] as Ukwh);
    const isBid = isFilled & (buys[sequence] as number);
    filledBids[bids] = sequence;
    bids += isBid;
    filledAsks[asks] = sequence;
    asks += isFilled - isBid;
  }
  return { filledBids: filledBids.subarray(0, bids), filledAsks: filledAsks.subarray(0, asks) };
}
