import type { Price, Ukwh } from "@pumasi/quantities";
import type { Side } from "../../order.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult } from "../market-result.js";
import type { ResultFault } from "../mechanism.js";
import { haveOneEnergy, priceBehind, type TradeReduction } from "./reduce-trades.js";

/** One side as the evidence's last order divides it; energies in 10^-6 kWh. */
interface DividedSide {
  /** Null where the evidence names no order of this side as the last. */
  last: MarketOrder | null;
  ahead: MarketOrder[];
  aheadUkwh: Ukwh;
  /** The first order behind the last one. */
  next: MarketOrder | null;
}

const EVIDENCE_WRONG: ResultFault = { ok: false, reason: "result_evidence_wrong" };

/**
 * Checks a trade reduction in a few passes, without ranking the orders: the last pair is the last one
 * that an optimum trades, shown by the energy ahead of it and the orders right behind it; prices and
 * burden follow from it; and each order has what they leave it. `orders` and limits (10^-6
 * currency/kWh) are by sequence. Null when nothing is wrong.
 */
export function checkReduction(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  { evidence, fills }: MarketResult<TradeReduction>,
): ResultFault | null {
  const bids = divideSide(orders, limits, "buy", evidence.lastBid);
  const asks = divideSide(orders, limits, "sell", evidence.lastAsk);
  if (bids === null || asks === null) return EVIDENCE_WRONG;
  const isNamed =
    evidence.nextBid === sequenceOf(bids.next) && evidence.nextAsk === sequenceOf(asks.next);
  if (!isNamed || !isLastPair(bids, asks, limits)) return EVIDENCE_WRONG;
  const price = haveOneEnergy(orders) ? priceBehind(evidence, limits) : null;
  const isReduced = bids.last !== null && price === null;
  if (evidence.isReduced !== isReduced) return EVIDENCE_WRONG;
  const tradedUkwh = isReduced ? Math.min(bids.aheadUkwh, asks.aheadUkwh) : 0;
  const limitOf = (order: MarketOrder | null) =>
    order && tradedUkwh > 0 ? (limits[order.sequence] as Price) : null;
  const isPriced =
    evidence.buyPrice === (price ?? limitOf(bids.last)) &&
    evidence.sellPrice === (price ?? limitOf(asks.last));
  if (!isPriced || !isBurden(evidence, bids, asks, isReduced)) return EVIDENCE_WRONG;
  return (
    checkFills(bids, "buy", evidence, tradedUkwh, fills) ??
    checkFills(asks, "sell", evidence, tradedUkwh, fills) ??
    checkOthers(orders, bids, asks, isReduced, fills)
  );
}

const sequenceOf = (order: MarketOrder | null) => order?.sequence ?? null;

/** Divides one side by its last order; null when that is no order of the side. */
function divideSide(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  side: Side,
  lastSequence: number | null,
): DividedSide | null {
  const last = lastSequence === null ? null : orders[lastSequence];
  if (last === undefined || (last !== null && last.side !== side)) return null;
  const divided: DividedSide = { last, ahead: [], aheadUkwh: 0, next: null };
  for (const order of orders) {
    if (order.side !== side || order === last) continue;
    if (last !== null && isAhead(order, last, limits)) {
      divided.ahead.push(order);
      divided.aheadUkwh += order.energyUkwh;
    } else if (divided.next === null || isAhead(order, divided.next, limits)) divided.next = order;
  }
  return divided;
}

/** True when an order has more merit than another of its side: the better limit, then sequence. */
function isAhead(order: MarketOrder, other: MarketOrder, limits: readonly Price[]): boolean {
  const better = (limits[order.sequence] as Price) - (limits[other.sequence] as Price);
  if (better === 0) return order.sequence < other.sequence;
  return order.side === "buy" ? better > 0 : better < 0;
}

/**
 * The last unit of both orders' common energy is the last of which the bid covers the ask: they
 * overlap and cross, and whichever side goes on to its next order there no longer does.
 */
function isLastPair(bids: DividedSide, asks: DividedSide, limits: readonly Price[]): boolean {
  const covers = (bid: MarketOrder | null, ask: MarketOrder | null) =>
    bid !== null &&
    ask !== null &&
    (limits[bid.sequence] as Price) >= (limits[ask.sequence] as Price);
  const [bid, ask] = [bids.last, asks.last];
  if (bid === null || ask === null) {
    return bid === null && ask === null && !covers(bids.next, asks.next);
  }
  const bidEnd = bids.aheadUkwh + bid.energyUkwh;
  const askEnd = asks.aheadUkwh + ask.energyUkwh;
  const isOverlap = bids.aheadUkwh < askEnd && asks.aheadUkwh < bidEnd;
  const isEnd = !covers(bidEnd > askEnd ? bid : bids.next, askEnd > bidEnd ? ask : asks.next);
  return isOverlap && covers(bid, ask) && isEnd;
}

/** The burden is the least whole one that leaves no more than the other side has. */
function isBurden(
  { burdenedSide, burdenUkwh }: TradeReduction,
  bids: DividedSide,
  asks: DividedSide,
  isReduced: boolean,
): boolean {
  const difference = isReduced ? bids.aheadUkwh - asks.aheadUkwh : 0;
  if (difference === 0) return burdenedSide === null && burdenUkwh === 0;
  const [side, burdened] = difference > 0 ? (["buy", bids] as const) : (["sell", asks] as const);
  if (burdenedSide !== side || !Number.isSafeInteger(burdenUkwh) || burdenUkwh < 1) return false;
  const totalUkwh = Math.min(bids.aheadUkwh, asks.aheadUkwh);
  return (
    leftUkwh(burdened, burdenUkwh) <= totalUkwh && leftUkwh(burdened, burdenUkwh - 1) > totalUkwh
  );
}

/** What a burden (10^-6 kWh) leaves the orders ahead in all. */
function leftUkwh({ ahead }: DividedSide, burdenUkwh: Ukwh): Ukwh {
  return ahead.reduce((sum, { energyUkwh }) => sum + Math.max(0, energyUkwh - burdenUkwh), 0);
}

/** The orders ahead have their energy less the burden, and the first bearers a unit of it back. */
function checkFills(
  divided: DividedSide,
  side: Side,
  { burdenedSide, burdenUkwh }: TradeReduction,
  tradedUkwh: Ukwh,
  fills: readonly Ukwh[],
): ResultFault | null {
  const isBurdened = side === burdenedSide;
  let units = isBurdened ? tradedUkwh - leftUkwh(divided, burdenUkwh) : 0;
  for (const { sequence, energyUkwh } of divided.ahead) {
    let expected = energyUkwh;
    if (isBurdened) {
      const hasUnit = units > 0 && energyUkwh >= burdenUkwh;
      if (hasUnit) units -= 1;
      expected = Math.max(0, energyUkwh - burdenUkwh) + (hasUnit ? 1 : 0);
    }
    if (fills[sequence] !== expected) return { ok: false, reason: "result_ration_wrong", sequence };
  }
  return null;
}

/** The last pair trades in full when it is not reduced, and nobody behind it trades. */
function checkOthers(
  orders: readonly MarketOrder[],
  bids: DividedSide,
  asks: DividedSide,
  isReduced: boolean,
  fills: readonly Ukwh[],
): ResultFault | null {
  const ahead = new Set([...bids.ahead, ...asks.ahead]);
  for (const order of orders) {
    if (ahead.has(order)) continue;
    const { sequence, energyUkwh } = order;
    const isTrading = !isReduced && (order === bids.last || order === asks.last);
    if (fills[sequence] !== (isTrading ? energyUkwh : 0)) {
      return { ok: false, reason: "result_against_merit", sequence };
    }
  }
  return null;
}
