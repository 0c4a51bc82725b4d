import { midpoint, type Order, type PairPricing } from "@pumasi/market";
import { assert } from "@pumasi/quantities";

/** Where a filled order stands among its side's by merit (10^-6 kWh), and what all pairs up to there are worth (10^-12). */
export interface PairMoney {
  startUkwh: number;
  moneyStart: bigint;
  moneyEnd: bigint;
}

export const NO_PAIR_MONEY: PairMoney = { startUkwh: 0, moneyStart: 0n, moneyEnd: 0n };

/**
 * The money of pay-as-bid as two step functions over the energy traded: filled bids from the highest limit down and filled
 * asks from the lowest up each cover an interval, where they overlap a pair trades at its own price, and M(x) is what all
 * pairs up to x are worth. An order's money is M at its end less M at its start, so two orders that overlap prove a wrong
 * step (docs/COMMITMENTS.md, "Pay-as-bid"). `limits` are net of fees (10^-6 currency/kWh), by sequence.
 */
export function pairMoney(
  orders: readonly Pick<Order, "side">[],
  limits: readonly number[],
  fills: readonly number[],
  pricing: PairPricing,
): PairMoney[] {
  const ranked = (side: Order["side"], sign: number) =>
    orders
      .map((_, sequence) => sequence)
      .filter((sequence) => orders[sequence]?.side === side && (fills[sequence] ?? 0) > 0)
      .sort((a, b) => sign * ((limits[a] as number) - (limits[b] as number)) || a - b);
  const [bids, asks] = [ranked("buy", -1), ranked("sell", 1)];
  const money: PairMoney[] = orders.map(() => NO_PAIR_MONEY);
  const open = (sequence: number, at: number, worth: bigint) => {
    money[sequence] = { startUkwh: at, moneyStart: worth, moneyEnd: worth };
  };
  let [at, worth, bidIndex, askIndex] = [0, 0n, 0, 0];
  const endOf = (sequence: number) =>
    (money[sequence] as PairMoney).startUkwh + (fills[sequence] as number);
  if (bids[0] !== undefined) open(bids[0], 0, 0n);
  if (asks[0] !== undefined) open(asks[0], 0, 0n);
  while (bidIndex < bids.length && askIndex < asks.length) {
    const [bid, ask] = [bids[bidIndex] as number, asks[askIndex] as number];
    const end = Math.min(endOf(bid), endOf(ask));
    const price = pairPrice(pricing, limits[bid] as number, limits[ask] as number);
    worth += BigInt(end - at) * BigInt(price);
    at = end;
    if (endOf(bid) === end) bidIndex = close(bids, bidIndex);
    if (endOf(ask) === end) askIndex = close(asks, askIndex);
  }
  assert(bidIndex === bids.length && askIndex === asks.length, "as much is bought as is sold");
  return money;

  function close(side: readonly number[], index: number): number {
    const done = money[side[index] as number] as PairMoney;
    money[side[index] as number] = { ...done, moneyEnd: worth };
    const following = side[index + 1];
    if (following !== undefined) open(following, at, worth);
    return index + 1;
  }
}

/** A pair's price (10^-6 currency/kWh) from both limits. */
function pairPrice(pricing: PairPricing, bid: number, ask: number): number {
  switch (pricing) {
    case "bid":
      return bid;
    case "ask":
      return ask;
    case "middle":
      return midpoint(bid, ask);
  }
}
