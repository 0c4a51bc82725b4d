import {
  type Clearing,
  columnsOf,
  holdCallAuction,
  type MarketResult,
  netLimit,
  type PairPricing,
  payAsBid,
  type Ties,
  type UniformPricing,
  uniformPriceFrom,
} from "@pumasi/market";
import { assert } from "@pumasi/quantities";
import type { ClearingRule } from "../../commit-clearing.js";
import type { BookLeaf } from "../../leaves/index.js";
import type { DrawnTerms } from "./drawn-terms.js";

const UNIFORM: readonly UniformPricing[] = ["midpoint", "marginal-bid", "marginal-ask", "k"];
const PAIRS: readonly PairPricing[] = ["middle", "bid", "ask"];
const TIES: readonly Ties[] = ["pro-rata", "time"];

/** A book cleared as the market does under the terms, and how it is committed. */
export interface ClearedBook {
  clearing: Clearing;
  rule: ClearingRule;
  /** The trades where each pair has its own price. */
  result: MarketResult | null;
}

const EMPTY = { price: null, energyUkwh: 0, bid: null, ask: null };

/** Clears a book by the drawn terms with the market's own functions. */
export function clearByRule(drawn: DrawnTerms, orders: readonly BookLeaf[]): ClearedBook {
  const { rule, terms, tariff } = drawn;
  const ties = TIES[terms.ties] as Ties;
  if (rule === "ProportionalSharingRule" || rule === "StaticSharingRule") {
    const clearing = { ...EMPTY, fills: orders.map(() => 0) };
    return { clearing, rule: { ties: "pro-rata", pairPricing: null }, result: null };
  }
  const columns = columnsOf(orders, (order) => netLimit(order, tariff));
  const { energyUkwh, bid, ask, fills } = holdCallAuction(columns, ties);
  const isPaired = rule === "PayAsBidRule";
  const pricing = isPaired ? "midpoint" : (UNIFORM[terms.pricing] as UniformPricing);
  const price = bid && ask && uniformPriceFrom(bid.price, ask.price, { pricing, kPpm: terms.kPpm });
  const clearing = { price, energyUkwh, bid, ask, fills: Array.from(fills) };
  if (rule === "AttestedRule") {
    // What an attested mechanism found has no margins.
    return {
      clearing: { ...clearing, bid: null, ask: null },
      rule: { ties: "pro-rata", pairPricing: null },
      result: null,
    };
  }
  if (!isPaired) return { clearing, rule: { ties, pairPricing: null }, result: null };
  const pairPricing = PAIRS[terms.pricing] as PairPricing;
  const cleared = payAsBid.clear({
    rule: { mechanism: "pay-as-bid", pricing: pairPricing, ties },
    orders,
    tariffOf: () => tariff,
  });
  assert(cleared.ok, "a drawn book is one");
  return { clearing, rule: { ties, pairPricing }, result: cleared.result };
}
