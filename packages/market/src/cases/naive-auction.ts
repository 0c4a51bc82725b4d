import type { Price, Ukwh } from "@pumasi/quantities";
import { netLimit } from "../effective-limit.js";
import type { Order, Side } from "../order.js";
import type { Tariff } from "../tariff.js";

/** What the naive model predicts of a clearing. */
export interface NaiveClearing {
  price: Price | null;
  energyUkwh: Ukwh;
  welfare: number;
  fills: Ukwh[];
}

/**
 * A second model of the uniform-price auction, made to be obviously right and nothing else: it cuts
 * every order into single units, lines the units of both sides up by price, tries every volume and
 * keeps the largest of those with the most welfare. Independent of the mechanism: it shares no code
 * with it but the net limit, and hands out rationed units one at a time.
 */
export function clearNaively(
  orders: readonly Order[],
  tariffOf: (account: number) => Tariff,
): NaiveClearing {
  const limitOf = (order: Order) => netLimit(order, tariffOf(order.account));
  const units = (side: Side) =>
    orders
      .filter((order) => order.side === side)
      .flatMap((order) => new Array<Price>(order.energyUkwh).fill(limitOf(order)));
  const bids = units("buy").sort((a, b) => b - a);
  const asks = units("sell").sort((a, b) => a - b);
  let [best, welfare, sum] = [0, 0, 0];
  for (let volume = 1; volume <= Math.min(bids.length, asks.length); volume++) {
    sum += (bids[volume - 1] as Price) - (asks[volume - 1] as Price);
    if (sum >= welfare) [best, welfare] = [volume, sum];
  }
  const fills = orders.map(() => 0);
  if (best === 0) return { price: null, energyUkwh: 0, welfare: 0, fills };
  const [bid, ask] = [bids[best - 1] as Price, asks[best - 1] as Price];
  fill(
    orders.filter((order) => order.side === "buy"),
    (order) => limitOf(order) - bid,
    best,
    fills,
  );
  fill(
    orders.filter((order) => order.side === "sell"),
    (order) => ask - limitOf(order),
    best,
    fills,
  );
  let price = ask;
  while (price + 1 - ask <= bid - (price + 1)) price += 1;
  return { price, energyUkwh: best, welfare, fills };
}

/** Fills the orders better than the margin, then shares what is left among those at it. */
function fill(
  side: readonly Order[],
  betterBy: (order: Order) => number,
  volume: Ukwh,
  fills: Ukwh[],
): void {
  let left = volume;
  for (const order of side) {
    if (betterBy(order) <= 0) continue;
    fills[order.sequence] = order.energyUkwh;
    left -= order.energyUkwh;
  }
  const level = side.filter((order) => betterBy(order) === 0);
  const offered = level.reduce((sum, order) => sum + order.energyUkwh, 0);
  const claims = level.map(({ sequence, energyUkwh }) => {
    const claim = (energyUkwh * left) % offered;
    fills[sequence] = (energyUkwh * left - claim) / offered;
    return { sequence, claim };
  });
  let rest = left - level.reduce((sum, { sequence }) => sum + (fills[sequence] as Ukwh), 0);
  while (rest > 0) {
    let next = claims[0];
    for (const each of claims) {
      if (next === undefined || each.claim > next.claim) next = each;
      else if (each.claim === next.claim && each.sequence < next.sequence) next = each;
    }
    if (next === undefined) throw new Error("there is nobody to give the rest to");
    fills[next.sequence] = (fills[next.sequence] as Ukwh) + 1;
    next.claim = -1;
    rest -= 1;
  }
}
