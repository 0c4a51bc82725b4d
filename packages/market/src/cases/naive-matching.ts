import type { Price, Ukwh } from "@pumasi/quantities";
import type { MarketOrder } from "../mechanisms/market-order.js";

/** The most that can be gained, and the most that can trade while gaining it. */
export interface NaiveMatching {
  welfare: number;
  energyUkwh: Ukwh;
}

/**
 * The best matching among others by trying every one: each pair of a bid and an ask of two accounts
 * trades every amount there is. For tiny books only; made to be obviously right.
 */
export function matchNaively(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
): NaiveMatching {
  const pairs = orders
    .filter(({ side }) => side === "buy")
    .flatMap((bid) =>
      orders
        .filter((ask) => ask.side === "sell" && ask.account !== bid.account)
        .map((ask) => ({
          bid: bid.sequence,
          ask: ask.sequence,
          gain: (limits[bid.sequence] as Price) - (limits[ask.sequence] as Price),
        })),
    );
  const left = orders.map(({ energyUkwh }) => energyUkwh);
  const tryFrom = (index: number): NaiveMatching => {
    const pair = pairs[index];
    if (pair === undefined) return { welfare: 0, energyUkwh: 0 };
    let best: NaiveMatching | null = null;
    const most = Math.min(left[pair.bid] as Ukwh, left[pair.ask] as Ukwh);
    for (let energyUkwh = 0; energyUkwh <= most; energyUkwh++) {
      left[pair.bid] = (left[pair.bid] as Ukwh) - energyUkwh;
      left[pair.ask] = (left[pair.ask] as Ukwh) - energyUkwh;
      const rest = tryFrom(index + 1);
      left[pair.bid] = (left[pair.bid] as Ukwh) + energyUkwh;
      left[pair.ask] = (left[pair.ask] as Ukwh) + energyUkwh;
      const whole = {
        welfare: rest.welfare + pair.gain * energyUkwh,
        energyUkwh: rest.energyUkwh + energyUkwh,
      };
      const isBetter =
        best === null ||
        whole.welfare > best.welfare ||
        (whole.welfare === best.welfare && whole.energyUkwh > best.energyUkwh);
      if (isBetter) best = whole;
    }
    return best as NaiveMatching;
  };
  return tryFrom(0);
}
