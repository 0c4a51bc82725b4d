import type { Price } from "@pumasi/quantities";
import type { MarketTrade } from "./market-result.js";

/** The price (10^-6 currency/kWh) that all buyers pay and all sellers receive, or null. */
export function onePrice(trades: readonly MarketTrade[]): Price | null {
  const price = trades[0]?.buyPrice ?? null;
  const isOne = trades.every(
    ({ buyPrice, sellPrice }) => buyPrice === price && sellPrice === price,
  );
  return isOne ? price : null;
}
