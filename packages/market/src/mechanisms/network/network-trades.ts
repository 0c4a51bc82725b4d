import type { Price, Ukwh } from "@pumasi/quantities";
import type { MarketOrder } from "../market-order.js";
import type { MarketTrade } from "../market-result.js";
import type { LayoutZone, NetworkLayout } from "./network-layout.js";
import { networkRoutes } from "./network-routes.js";

/** A trade in the making, and the route that it came with. */
interface Pair {
  buy: MarketOrder;
  sell: MarketOrder;
  energyUkwh: Ukwh;
  route: number;
  region: number;
}

/** Orders of one side and zone that have energy left to pair, in the order of their sequence. */
interface Queue {
  orders: MarketOrder[];
  next: number;
  leftUkwh: Ukwh;
}

/**
 * Names who trades with whom, given each order's fill (10^-6 kWh, by sequence) and each line's traded
 * flow (by the layout's numbers). Along each route the zone's filled asks meet the other zone's
 * filled bids, both in the order of their sequence. Pairs of one account with itself then change
 * partners with other pairs of their region, of the same route first. `priceOf` gives what an order
 * pays or gets (10^-6 currency/kWh).
 *
 * Who is paired with whom moves no money: everybody trades at its own zone's price.
 */
export function networkTrades(
  layout: NetworkLayout,
  orders: readonly MarketOrder[],
  fills: readonly Ukwh[],
  flowsUkwh: readonly Ukwh[],
  priceOf: (order: MarketOrder) => Price,
): MarketTrade[] {
  const pairs = pairAlongRoutes(layout, orders, fills, flowsUkwh);
  const own = pairs.filter(isOwn);
  const passed = new Map<string, number>();
  for (const pair of own) changePartners(pair, pairs, passed);
  const trades = new Map<string, MarketTrade>();
  for (const { buy, sell, energyUkwh } of pairs) {
    if (energyUkwh === 0) continue;
    const [buySequence, sellSequence] = [buy.sequence, sell.sequence];
    const known = trades.get(`${buySequence}:${sellSequence}`);
    if (known !== undefined) known.energyUkwh += energyUkwh;
    else {
      const [buyPrice, sellPrice] = [priceOf(buy), priceOf(sell)];
      const trade = { buySequence, sellSequence, energyUkwh, buyPrice, sellPrice };
      trades.set(`${buySequence}:${sellSequence}`, trade);
    }
  }
  return [...trades.values()];
}

function pairAlongRoutes(
  layout: NetworkLayout,
  orders: readonly MarketOrder[],
  fills: readonly Ukwh[],
  flowsUkwh: readonly Ukwh[],
): Pair[] {
  const emptyLines = () => layout.zones.map((): Queue => ({ orders: [], next: 0, leftUkwh: 0 }));
  const lines = { buy: emptyLines(), sell: emptyLines() };
  const sums = { buy: layout.zones.map(() => 0), sell: layout.zones.map(() => 0) };
  for (const order of orders) {
    const fill = fills[order.sequence] as Ukwh;
    if (fill === 0) continue;
    const zone = layout.zoneOf(order);
    lines[order.side][zone]?.orders.push(order);
    sums[order.side][zone] = (sums[order.side][zone] as Ukwh) + fill;
  }
  const routes = networkRoutes(layout, sums.sell, sums.buy, flowsUkwh);
  const pairs: Pair[] = [];
  for (const [route, { from, to, energyUkwh }] of routes.entries()) {
    const [sells, buys] = [lines.sell[from] as Queue, lines.buy[to] as Queue];
    const { region } = layout.zones[from] as LayoutZone;
    for (let left = energyUkwh; left > 0; ) {
      const [buy, sell] = [headOf(buys, fills), headOf(sells, fills)];
      const traded = Math.min(left, buys.leftUkwh, sells.leftUkwh);
      pairs.push({ buy, sell, energyUkwh: traded, route, region });
      buys.leftUkwh -= traded;
      sells.leftUkwh -= traded;
      left -= traded;
    }
  }
  return pairs;
}

/** The first order of a line that has energy left. */
function headOf(line: Queue, fills: readonly Ukwh[]): MarketOrder {
  if (line.leftUkwh === 0) {
    line.leftUkwh = fills[(line.orders[line.next] as MarketOrder).sequence] as Ukwh;
    line.next += 1;
  }
  return line.orders[line.next - 1] as MarketOrder;
}

function isOwn({ buy, sell }: Pair): boolean {
  return buy.account === sell.account;
}

/**
 * Dissolves a pair of an account with itself: its bid takes other sellers and its ask their buyers.
 * That works whenever the account sells and buys no more than its region trades.
 */
function changePartners(own: Pair, pairs: Pair[], passed: Map<string, number>): void {
  const { account } = own.buy;
  for (const isNear of [true, false]) {
    // What an account has passed on a way or in a region has no energy left or is nothing for it.
    const key = `${account}:${isNear ? `route ${own.route}` : own.region}`;
    let index = passed.get(key) ?? 0;
    for (; own.energyUkwh > 0 && index < pairs.length; index++) {
      const pair = pairs[index] as Pair;
      const isCandidate = isNear ? pair.route === own.route : pair.region === own.region;
      const isStranger = pair.buy.account !== account && pair.sell.account !== account;
      if (pair.energyUkwh === 0 || !isCandidate || !isStranger) continue;
      const energyUkwh = Math.min(own.energyUkwh, pair.energyUkwh);
      own.energyUkwh -= energyUkwh;
      pair.energyUkwh -= energyUkwh;
      pairs.push({ ...own, sell: pair.sell, energyUkwh }, { ...pair, sell: own.sell, energyUkwh });
    }
    // The last one may have energy left for the account's next pair.
    passed.set(key, Math.max(0, index - 1));
  }
}
