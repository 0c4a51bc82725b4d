import { FIRST_MEMBER_ACCOUNT, type Order, type Tariff } from "@pumasi/market";

/** The demo community's tariff, in 10^-6 currency/kWh. */
export const TARIFF: Tariff = {
  retailPrice: 300_000,
  feedInPrice: 80_000,
  buyerFee: 30_000,
  sellerFee: 0,
};

/** A book of one order an account, limits at every sixth decimal between feed-in and retail price; always the same. */
export function generateBook(size: number): Order[] {
  const next = numbersFrom(7);
  return Array.from({ length: size }, (_, sequence) => ({
    sequence,
    account: FIRST_MEMBER_ACCOUNT + sequence,
    side: next() % 2 === 0 ? "buy" : "sell",
    limitPrice: TARIFF.feedInPrice + (next() % (TARIFF.retailPrice - TARIFF.feedInPrice)),
    energyUkwh: 1 + (next() % 5_000_000),
  }));
}

/** Numbers below 2^31 that follow from a seed: xorshift, good enough to spread prices. */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 1;
  };
}
