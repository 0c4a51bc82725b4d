import type { Price, Ukwh } from "@pumasi/quantities";
import type { MarketOrder } from "../mechanisms/market-order.js";
import type { Side } from "../order.js";

/** What the naive model predicts of a trade reduction; prices null when nothing trades. */
export interface NaiveReduction {
  buyPrice: Price | null;
  sellPrice: Price | null;
  fills: Ukwh[];
}

/**
 * A second model of trade reduction, made to be obviously right and nothing else: it cuts the orders
 * into units, lines both sides up, lets whoever holds the last worthwhile units give up, and takes a
 * ration back one unit at a time, from everybody in turn, the latest first. For small books; shares
 * no code with the mechanism.
 */
export function reduceNaively(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
): NaiveReduction {
  const fills: Ukwh[] = orders.map(() => 0);
  const limitOf = (order: MarketOrder) => limits[order.sequence] as Price;
  const ranked = (side: Side) =>
    orders
      .filter((order) => order.side === side)
      .sort(
        (a, b) => (side === "buy" ? -1 : 1) * (limitOf(a) - limitOf(b)) || a.sequence - b.sequence,
      );
  const [bids, asks] = [ranked("buy"), ranked("sell")];
  const units = (side: MarketOrder[]) =>
    side.flatMap((order) => new Array<MarketOrder>(order.energyUkwh).fill(order));
  const [wanted, offered] = [units(bids), units(asks)];
  let worthwhile = 0;
  while (isWorthwhile(wanted[worthwhile], offered[worthwhile], limitOf)) worthwhile += 1;
  const [lastBid, lastAsk] = [wanted[worthwhile - 1], offered[worthwhile - 1]];
  if (lastBid === undefined || lastAsk === undefined) {
    return { buyPrice: null, sellPrice: null, fills };
  }
  const nextBid = bids[bids.indexOf(lastBid) + 1];
  const nextAsk = asks[asks.indexOf(lastAsk) + 1];
  const areSingle = new Set(orders.map(({ energyUkwh }) => energyUkwh)).size === 1;
  if (areSingle && nextBid !== undefined && nextAsk !== undefined) {
    const price = Math.floor((limitOf(nextBid) + limitOf(nextAsk)) / 2);
    if (limitOf(lastAsk) <= price && price <= limitOf(lastBid)) {
      for (const unit of [...wanted.slice(0, worthwhile), ...offered.slice(0, worthwhile)]) {
        fills[unit.sequence] = (fills[unit.sequence] as Ukwh) + 1;
      }
      return { buyPrice: price, sellPrice: price, fills };
    }
  }
  const buyers = bids.slice(0, bids.indexOf(lastBid));
  const sellers = asks.slice(0, asks.indexOf(lastAsk));
  for (const { sequence, energyUkwh } of [...buyers, ...sellers]) fills[sequence] = energyUkwh;
  takeBack(buyers, fills, Math.max(0, units(buyers).length - units(sellers).length));
  takeBack(sellers, fills, Math.max(0, units(sellers).length - filled(buyers, fills)));
  const trades = filled(buyers, fills) > 0;
  return {
    buyPrice: trades ? limitOf(lastBid) : null,
    sellPrice: trades ? limitOf(lastAsk) : null,
    fills,
  };
}

function isWorthwhile(
  bid: MarketOrder | undefined,
  ask: MarketOrder | undefined,
  limitOf: (order: MarketOrder) => Price,
): boolean {
  return bid !== undefined && ask !== undefined && limitOf(bid) >= limitOf(ask);
}

const filled = (side: readonly MarketOrder[], fills: readonly Ukwh[]) =>
  side.reduce((sum, { sequence }) => sum + (fills[sequence] as Ukwh), 0);

/** Takes units back, in rounds of one from each who has any, from the latest order on. */
function takeBack(side: readonly MarketOrder[], fills: Ukwh[], units: number): void {
  const latestFirst = [...side].sort((a, b) => b.sequence - a.sequence);
  let left = units;
  while (left > 0) {
    for (const { sequence } of latestFirst) {
      if (left === 0 || fills[sequence] === 0) continue;
      fills[sequence] = (fills[sequence] as Ukwh) - 1;
      left -= 1;
    }
  }
}
