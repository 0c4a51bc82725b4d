import type { Price, Ukwh } from "@pumasi/quantities";
import { limitIn, type MarketBook } from "../mechanisms/market-book.js";
import type { MarketOrder } from "../mechanisms/market-order.js";
import type { MarketTrade } from "../mechanisms/market-result.js";
import type { ContinuousRule } from "../mechanisms/market-rule.js";

/** What the naive model predicts of a continuous auction. */
export interface NaiveContinuous {
  trades: MarketTrade[];
  fills: Ukwh[];
  energyUkwh: Ukwh;
  welfare: number;
}

/** An order in the naive model's book, and what is left of it. */
interface Resting {
  order: MarketOrder;
  limit: Price;
  leftUkwh: Ukwh;
}

/**
 * A second model of the continuous double auction, made to be obviously right and nothing else: for
 * every single trade it looks at all orders that rest, keeps those that the incoming one may trade
 * with, sorts them by limit and sequence, and takes the first. Independent of the mechanism: it
 * shares no code with it but the net limit.
 */
export function matchNaively(book: MarketBook<ContinuousRule>): NaiveContinuous {
  const arrivals = [...book.orders].sort((a, b) => a.sequence - b.sequence);
  const trades: MarketTrade[] = [];
  let resting: Resting[] = [];
  for (const order of arrivals) {
    const incoming = { order, limit: limitIn(book, order), leftUkwh: order.energyUkwh };
    for (;;) {
      const [best] = resting
        .filter((other) => mayTrade(incoming, other))
        .sort((a, b) => priority(a, b));
      if (best === undefined) break;
      const energyUkwh = Math.min(incoming.leftUkwh, best.leftUkwh);
      incoming.leftUkwh -= energyUkwh;
      best.leftUkwh -= energyUkwh;
      const [buy, sell] = order.side === "buy" ? [incoming, best] : [best, incoming];
      trades.push({
        buySequence: buy.order.sequence,
        sellSequence: sell.order.sequence,
        energyUkwh,
        buyPrice: best.limit,
        sellPrice: best.limit,
      });
    }
    resting.push(incoming);
    const gone = book.rule.cancellations
      .filter(({ afterSequence }) => afterSequence === order.sequence)
      .map(({ sequence }) => sequence);
    resting = resting.filter((other) => !gone.includes(other.order.sequence));
  }
  return { trades, ...totals(book, trades) };
}

function mayTrade(incoming: Resting, other: Resting): boolean {
  if (incoming.leftUkwh === 0 || other.leftUkwh === 0) return false;
  if (incoming.order.side === other.order.side) return false;
  if (incoming.order.account === other.order.account) return false;
  return incoming.order.side === "buy"
    ? other.limit <= incoming.limit
    : other.limit >= incoming.limit;
}

function priority(one: Resting, other: Resting): number {
  const dearer = one.limit - other.limit;
  const worse = one.order.side === "buy" ? -dearer : dearer;
  return worse === 0 ? one.order.sequence - other.order.sequence : worse;
}

function totals(
  book: MarketBook<ContinuousRule>,
  trades: readonly MarketTrade[],
): { fills: Ukwh[]; energyUkwh: Ukwh; welfare: number } {
  const fills = book.orders.map(() => 0);
  let welfare = 0;
  for (const order of book.orders) {
    const sign = order.side === "buy" ? 1 : -1;
    for (const { buySequence, sellSequence, energyUkwh } of trades) {
      if (order.sequence !== buySequence && order.sequence !== sellSequence) continue;
      fills[order.sequence] = (fills[order.sequence] as Ukwh) + energyUkwh;
      welfare += sign * energyUkwh * limitIn(book, order);
    }
  }
  const energyUkwh = trades.reduce((sum, trade) => sum + trade.energyUkwh, 0);
  return { fills, energyUkwh, welfare };
}
