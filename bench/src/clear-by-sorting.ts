import { netLimit, type Order, type Tariff } from "@pumasi/market";
import { apportion } from "@pumasi/quantities";

interface Ranked {
  order: Order;
  price: number;
}

/**
 * The plain way to clear a book at one price: objects in merit order by Array.sort, walked from both
 * ends. Gives the same price, energy and fills as the market's own clearing, which it is measured
 * against and checked with.
 */
export function clearBySorting(
  orders: readonly Order[],
  tariff: Tariff,
): { price: number | null; fills: number[] } {
  const ranked = orders.map((order) => ({ order, price: netLimit(order, tariff) }));
  const bids = ranked.filter(({ order }) => order.side === "buy");
  const asks = ranked.filter(({ order }) => order.side === "sell");
  bids.sort((a, b) => b.price - a.price || a.order.sequence - b.order.sequence);
  asks.sort((a, b) => a.price - b.price || a.order.sequence - b.order.sequence);
  const fills = orders.map(() => 0);
  const margin = walk(bids, asks, fills);
  if (margin === null) return { price: null, fills };
  share(bids, margin.bid, fills);
  share(asks, margin.ask, fills);
  return { price: Math.floor((margin.bid + margin.ask) / 2), fills };
}

/** Fills the best bids from the best asks; gives the last prices that were used. */
function walk(bids: readonly Ranked[], asks: readonly Ranked[], fills: number[]) {
  let margin: { bid: number; ask: number } | null = null;
  let [i, j] = [0, 0];
  for (;;) {
    const bid = bids[i];
    const ask = asks[j];
    if (bid === undefined || ask === undefined || bid.price < ask.price) return margin;
    margin = { bid: bid.price, ask: ask.price };
    const bidLeft = bid.order.energyUkwh - (fills[bid.order.sequence] ?? 0);
    const askLeft = ask.order.energyUkwh - (fills[ask.order.sequence] ?? 0);
    const traded = Math.min(bidLeft, askLeft);
    fills[bid.order.sequence] = (fills[bid.order.sequence] ?? 0) + traded;
    fills[ask.order.sequence] = (fills[ask.order.sequence] ?? 0) + traded;
    if (traded === bidLeft) i += 1;
    if (traded === askLeft) j += 1;
  }
}

/** What the marginal level got is shared pro rata within it. */
function share(side: readonly Ranked[], price: number, fills: number[]): void {
  const level = side.filter((ranked) => ranked.price === price).map(({ order }) => order);
  const filled = level.reduce((sum, { sequence }) => sum + (fills[sequence] ?? 0), 0);
  const shares = apportion(
    filled,
    level.map(({ energyUkwh }) => energyUkwh),
  );
  for (const [index, { sequence }] of level.entries()) fills[sequence] = shares[index] ?? 0;
}
