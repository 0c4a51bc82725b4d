import { assert, floorDivide, type Price } from "@pumasi/quantities";
import { midpoint } from "../../midpoint.js";
import { WHOLE_PPM } from "../../whole-ppm.js";
import type { UniformPriceRule } from "../market-rule.js";

/**
 * The one price (10^-6 currency/kWh) from the marginal bid and ask, rounded toward minus infinity
 * (MARKET.md, "Limits, prices, fees"): their mean, one of them, or `kPpm` parts per million of the
 * way from ask to bid, the k-double auction of Chatterjee and Samuelson (1983). Null when one of the
 * two is no whole price, so that a sceptic can ask about anything.
 *
 * Example: bid 0.25, ask 0.20 give 0.225 at the midpoint and 0.21 at k = 200,000.
 */
export function uniformPriceFrom(
  bidPrice: Price,
  askPrice: Price,
  { pricing, kPpm }: Pick<UniformPriceRule, "pricing" | "kPpm">,
): Price | null {
  if (!Number.isSafeInteger(bidPrice) || !Number.isSafeInteger(askPrice)) return null;
  switch (pricing) {
    case "marginal-bid":
      return bidPrice;
    case "marginal-ask":
      return askPrice;
    case "midpoint":
      return midpoint(bidPrice, askPrice);
    case "k": {
      assert(kPpm !== undefined, "pricing by k has a k");
      const way = BigInt(bidPrice - askPrice) * BigInt(kPpm);
      return askPrice + Number(floorDivide(way, BigInt(WHOLE_PPM)));
    }
  }
}
