import { assert, type Price, type Ukwh } from "@pumasi/quantities";
import type { MarketOrder } from "./market-order.js";
import { inMeritOrder } from "./merit-order.js";
import { pairFilled } from "./pair-filled.js";

/** Energy (10^-6 kWh) that one order sells to another, before anybody has put a price to it. */
export interface Pair {
  buySequence: number;
  sellSequence: number;
  energyUkwh: Ukwh;
}

/**
 * Names who trades with whom: filled bids from the highest limit down meet filled asks from the
 * lowest limit up, equal limits by sequence, each pair for as much as both have left.
 *
 * A pair of one account's own orders is undone: its bid and its ask each change partners with the
 * earliest pairs that do not involve the account. That always succeeds when no account has bought
 * and sold more, together, than was traded in all, which is the caller's to see to. `orders`, limits
 * (10^-6 currency/kWh) and fills (10^-6 kWh) are by sequence.
 */
export function pairFills(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  fills: readonly Ukwh[],
): Pair[] {
  const [bids, asks]: [number[], number[]] = [[], []];
  for (const { sequence, side } of orders) {
    if (fills[sequence] !== 0) (side === "buy" ? bids : asks).push(sequence);
  }
  const limitColumn = Float64Array.from(limits);
  const columns = pairFilled(
    inMeritOrder(Uint32Array.from(bids), limitColumn, "buy"),
    inMeritOrder(Uint32Array.from(asks), limitColumn, "sell"),
    Float64Array.from(fills),
  );
  const pairs = Array.from(columns.energiesUkwh, (energyUkwh, index) => ({
    buySequence: columns.buySequences[index] as number,
    sellSequence: columns.sellSequences[index] as number,
    energyUkwh,
  }));
  return withoutOwnPairs(orders, pairs);
}

const accountOf = (orders: readonly MarketOrder[], sequence: number) =>
  (orders[sequence] as MarketOrder).account;

/** Lets accounts that met themselves change partners with the earliest others. */
function withoutOwnPairs(orders: readonly MarketOrder[], pairs: Pair[]): Pair[] {
  const isOwn = ({ buySequence, sellSequence }: Pair) =>
    accountOf(orders, buySequence) === accountOf(orders, sellSequence);
  const own = pairs.filter(isOwn);
  if (own.length === 0) return pairs;
  const all = [...pairs];
  // Pairs that an account has passed have no energy left or involve it, and stay so.
  const passed = new Map<number, number>();
  for (const pair of own) {
    const account = accountOf(orders, pair.buySequence);
    let index = passed.get(account) ?? 0;
    for (; pair.energyUkwh > 0; index++) {
      const other = all[index];
      assert(other !== undefined, "an account that met itself finds others to trade with");
      if (accountOf(orders, other.buySequence) === account) continue;
      if (accountOf(orders, other.sellSequence) === account) continue;
      const energyUkwh = Math.min(pair.energyUkwh, other.energyUkwh);
      if (energyUkwh === 0) continue;
      pair.energyUkwh -= energyUkwh;
      other.energyUkwh -= energyUkwh;
      all.push(
        { buySequence: pair.buySequence, sellSequence: other.sellSequence, energyUkwh },
        { buySequence: other.buySequence, sellSequence: pair.sellSequence, energyUkwh },
      );
    }
    // The last one may have energy left for the account's next pair.
    passed.set(account, Math.max(0, index - 1));
  }
  return all.filter(({ energyUkwh }) => energyUkwh > 0);
}
