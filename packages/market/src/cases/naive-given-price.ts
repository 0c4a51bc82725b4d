import type { Price, Ukwh } from "@pumasi/quantities";
import type { MarketOrder } from "../mechanisms/market-order.js";
import type { Ties } from "../mechanisms/market-rule.js";

/**
 * A second model of trading at a price that was set: it hands out energy unit by unit and, if an
 * account then has more on both sides than was traded, lets that account trade with all others. Made
 * to be obviously right, for small books; shares no code with the mechanism.
 */
export function fillNaively(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  price: Price,
  ties: Ties,
): Ukwh[] {
  const accepting = orders.filter(({ side, sequence }) => {
    const limit = limits[sequence] as Price;
    return side === "buy" ? limit >= price : limit <= price;
  });
  const whole = fillBoth(orders, accepting, ties);
  const traded = sum(accepting.filter(({ side }) => side === "buy").map((o) => whole[o.sequence]));
  for (const account of new Set(accepting.map((order) => order.account))) {
    const own = accepting.filter((order) => order.account === account);
    if (sum(own.map(({ sequence }) => whole[sequence])) <= traded) continue;
    const isSellers = (order: MarketOrder) =>
      (order.account === account) === (order.side === "sell");
    const sells = fillBoth(orders, accepting.filter(isSellers), ties);
    const buys = fillBoth(
      orders,
      accepting.filter((order) => !isSellers(order)),
      ties,
    );
    return sells.map((fill, sequence) => fill + (buys[sequence] as Ukwh));
  }
  return whole;
}

const sum = (values: readonly (number | undefined)[]) =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

function fillBoth(
  orders: readonly MarketOrder[],
  part: readonly MarketOrder[],
  ties: Ties,
): Ukwh[] {
  const fills = orders.map(() => 0);
  const bids = part.filter(({ side }) => side === "buy");
  const asks = part.filter(({ side }) => side === "sell");
  const offered = (side: readonly MarketOrder[]) => sum(side.map(({ energyUkwh }) => energyUkwh));
  const total = Math.min(offered(bids), offered(asks));
  for (const side of [bids, asks]) {
    for (let unit = 0; unit < total; unit++) {
      const next = ties === "time" ? firstUnfilled(side, fills) : mostBehind(side, fills, total);
      if (next !== undefined) fills[next.sequence] = (fills[next.sequence] as Ukwh) + 1;
    }
  }
  return fills;
}

const firstUnfilled = (side: readonly MarketOrder[], fills: readonly Ukwh[]) =>
  side.find(({ sequence, energyUkwh }) => (fills[sequence] as Ukwh) < energyUkwh);

/**
 * The order whose quota, total × energy / offered, exceeds by most what it has; of several the first.
 * Whoever is a whole unit behind comes before whoever is a part of one behind.
 */
function mostBehind(
  side: readonly MarketOrder[],
  fills: readonly Ukwh[],
  total: Ukwh,
): MarketOrder | undefined {
  const offered = sum(side.map(({ energyUkwh }) => energyUkwh));
  const behind = ({ sequence, energyUkwh }: MarketOrder) =>
    total * energyUkwh - offered * (fills[sequence] as Ukwh);
  return side.reduce<MarketOrder | undefined>(
    (most, order) => (most === undefined || behind(order) > behind(most) ? order : most),
    undefined,
  );
}
