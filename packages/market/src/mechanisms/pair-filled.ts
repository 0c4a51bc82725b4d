import { assert, type Ukwh } from "@pumasi/quantities";

/** Who sells how much (10^-6 kWh) to whom, as columns by trade; sequences of orders. */
export interface PairColumns {
  buySequences: Uint32Array;
  sellSequences: Uint32Array;
  energiesUkwh: Float64Array;
}

/**
 * Pairs filled orders: each side in the given order, each pair for as much as both have left, until
 * every fill is used up. At most one pair fewer than filled orders. Both sides' fills (10^-6 kWh, by
 * sequence) add up to the same energy.
 */
export function pairFilled(bids: Uint32Array, asks: Uint32Array, fills: Float64Array): PairColumns {
  const most = bids.length === 0 ? 0 : bids.length + asks.length - 1;
  const buySequences = new Uint32Array(most);
  const sellSequences = new Uint32Array(most);
  const energiesUkwh = new Float64Array(most);
  let [i, j, bidLeftUkwh, askLeftUkwh, count] = [0, 0, 0, 0, 0];
  while (i < bids.length && j < asks.length) {
    const [bid, ask] = [bids[i] as number, asks[j] as number];
    if (bidLeftUkwh === 0) bidLeftUkwh = fills[bid] as Ukwh;
    if (askLeftUkwh === 0) askLeftUkwh = fills[ask] as Ukwh;
    const energyUkwh = bidLeftUkwh < askLeftUkwh ? bidLeftUkwh : askLeftUkwh;
    buySequences[count] = bid;
    sellSequences[count] = ask;
    energiesUkwh[count] = energyUkwh;
    count += 1;
    bidLeftUkwh -= energyUkwh;
    askLeftUkwh -= energyUkwh;
    if (bidLeftUkwh === 0) i += 1;
    if (askLeftUkwh === 0) j += 1;
  }
  assert(i === bids.length && j === asks.length, "as much is bought as is sold");
  return {
    buySequences: buySequences.subarray(0, count),
    sellSequences: sellSequences.subarray(0, count),
    energiesUkwh: energiesUkwh.subarray(0, count),
  };
}
