import { apportion, assert, type Price, type Ukwh } from "@pumasi/quantities";
import type { Marginal } from "../../uniform-price.js";
import type { Ties } from "../market-rule.js";
import { inMeritOrder } from "../merit-order.js";
import type { OrderColumns } from "../order-columns.js";
import { type Crossing, findCrossing } from "./find-crossing.js";

/**
 * A call auction's outcome: the energy traded (10^-6 kWh), the marginal bid and ask, both null when
 * nothing trades, each order's fill by sequence, and the filled orders of each side: those better
 * than the margin by sequence, then those at it by sequence.
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
  return { energyUkwh, bid, ask, fills, filledBids: bids.filled, filledAsks: asks.filled };
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

/**
 * One side's filled orders, those better than the margin so far and how many they are, the orders at
 * the margin, and what the better ones were filled with.
 */
interface Margin {
  price: Price;
  filled: Uint32Array;
  count: number;
  level: number[];
  betterUkwh: Ukwh;
}

const marginAt = (price: Price, orders: number): Margin => ({
  price,
  filled: new Uint32Array(orders + 1),
  count: 0,
  level: [],
  betterUkwh: 0,
});

/**
 * Fills the orders that are better than the margin and gathers them and those at it, in one pass.
 * Written as arithmetic, because a branch on an order's side cannot be foreseen and costs more.
 */
function fillBetter(
  { buys, limits, energiesUkwh }: OrderColumns,
  { bidPrice, askPrice }: Crossing,
  fills: Float64Array,
): { bids: Margin; asks: Margin } {
  const bids = marginAt(bidPrice, buys.length);
  const asks = marginAt(askPrice, buys.length);
  const [filledBids, filledAsks] = [bids.filled, asks.filled];
  let [boughtUkwh, filledUkwh, bidCount, askCount] = [0, 0, 0, 0];
  for (let sequence = 0; sequence < buys.length; sequence++) {
    const isBid = buys[sequence] as number;
    const limit = limits[sequence] as Price;
    const better = isBid * (limit - bidPrice) + (1 - isBid) * (askPrice - limit);
    if (better === 0) (isBid === 1 ? bids : asks).level.push(sequence);
    const isFilled = better > 0 ? 1 : 0;
    const fill = isFilled * (energiesUkwh[sequence] as Ukwh);
    fills[sequence] = fill;
    filledUkwh += fill;
    boughtUkwh += isBid * fill;
    filledBids[bidCount] = sequence;
    bidCount += isFilled & isBid;
    filledAsks[askCount] = sequence;
    askCount += isFilled & (1 - isBid);
  }
  Object.assign(bids, { count: bidCount, betterUkwh: boughtUkwh });
  Object.assign(asks, { count: askCount, betterUkwh: filledUkwh - boughtUkwh });
  return { bids, asks };
}

/**
 * Shares out what one side's marginal level gets, adds those who get any to the filled orders, and
 * describes the side's marginal order.
 */
function fillLevel(
  { energiesUkwh }: OrderColumns,
  margin: Margin,
  energyUkwh: Ukwh,
  ties: Ties,
  fills: Float64Array,
): Marginal {
  const { price, level, betterUkwh, filled } = margin;
  const levelFilledUkwh = energyUkwh - betterUkwh;
  const offered = level.map((sequence) => energiesUkwh[sequence] as Ukwh);
  const levelOfferedUkwh = offered.reduce((sum, energy) => sum + energy, 0);
  const shares =
    ties === "time" ? fillInTurn(levelFilledUkwh, offered) : apportion(levelFilledUkwh, offered);
  let count = margin.count;
  for (let index = 0; index < level.length; index++) {
    const [sequence, share] = [level[index] as number, shares[index] as Ukwh];
    fills[sequence] = share;
    if (share > 0) filled[count++] = sequence;
  }
  assert(count > margin.count, "the marginal level has a filled order");
  margin.filled = filled.subarray(0, count);
  const sequence = filled[count - 1] as number;
  const fillUkwh = fills[sequence] as Ukwh;
  return { sequence, price, fillUkwh, levelFilledUkwh, levelOfferedUkwh };
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
