import type { Terms } from "./evidence.js";
import type { Fault } from "./fault.js";
import { floorOf } from "./ration.js";
import type { SeenClearing } from "./read-headers.js";
import type { SeenFill } from "./read-order-leaves.js";

/** A filled order by merit: its limit net of fees (10^-6 currency/kWh) and what its leaf says of its money. */
export interface PricedFill {
  index: number;
  isBid: boolean;
  net: bigint;
  fill: SeenFill;
}

/** What one order's money breaks by itself where each pair has its own price. */
export function checkMoney({ energy }: SeenClearing, fill: SeenFill): Fault | null {
  const { start, moneyStart, moneyEnd } = fill;
  if (fill.fill === 0n) {
    return start === 0n && moneyStart === 0n && moneyEnd === 0n ? null : "MoneyWrong";
  }
  if (start + fill.fill > energy) return "MoneyWrong";
  return start === 0n && moneyStart !== 0n ? "MoneyWrong" : null;
}

/** What two orders' money breaks together where each pair has its own price. */
export function checkMoneyPair(terms: Terms, a: PricedFill, b: PricedFill): Fault | null {
  if (a.fill.fill === 0n || b.fill.fill === 0n) return null;
  const isRight = a.isBid === b.isBid ? isInMeritOrder(a, b) : isPriced(terms, a, b);
  return isRight ? null : "MoneyWrong";
}

const endOf = ({ fill }: PricedFill) => fill.start + fill.fill;

/** Two filled orders of a side: the better one first, without overlap, and money goes on where they meet. */
function isInMeritOrder(a: PricedFill, b: PricedFill): boolean {
  const isBetter = a.net === b.net ? a.index < b.index : a.isBid === a.net > b.net;
  const [first, second] = isBetter ? [a, b] : [b, a];
  if (second.fill.start < endOf(first)) return false;
  return second.fill.start > endOf(first) || second.fill.moneyStart === first.fill.moneyEnd;
}

/** A bid and an ask that cover some of the same energy: it is worth their pair's price. */
function isPriced(terms: Terms, a: PricedFill, b: PricedFill): boolean {
  const [one, other] = [a.fill, b.fill];
  const isSameStart = one.start === other.start;
  const isSameEnd = endOf(a) === endOf(b);
  const from = one.start > other.start ? one : other;
  const to = endOf(a) < endOf(b) ? a : b;
  if (from.start >= endOf(to)) return true;
  if (isSameStart && one.moneyStart !== other.moneyStart) return false;
  if (isSameEnd && one.moneyEnd !== other.moneyEnd) return false;
  const [bid, ask] = a.isBid ? [a, b] : [b, a];
  const worth = (endOf(to) - from.start) * pairPrice(terms, bid.net, ask.net);
  return to.fill.moneyEnd - from.moneyStart === worth;
}

function pairPrice({ pricing }: Terms, bid: bigint, ask: bigint): bigint {
  if (pricing === 1) return bid;
  return pricing === 2 ? ask : floorOf(bid + ask, 2n);
}
