import { type Price, parseAmount, parseKwh, parsePrice } from "@pumasi/quantities";
import { describe, expect, test } from "vitest";
import cases from "../../cases/clearing.json" with { type: "json" };
import type { MarketBook } from "../market-book.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult } from "../market-result.js";
import type { UniformPricing } from "../market-rule.js";
import type { AuctionAmongOthers } from "./auction-among-others.js";
import { payAsBid } from "./pay-as-bid.js";
import { uniformPrice } from "./uniform-price.js";

type PublishedBook = (typeof cases.books)[number];

function quantityOf<T>(parsed: { ok: true; value: T } | { ok: false; reason: string }): T {
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}

/** An account for every order, as in the sources. */
function ordersOf({ bids, asks }: PublishedBook): MarketOrder[] {
  const rows = [
    ...bids.map((row) => ({ side: "buy" as const, row })),
    ...asks.map((row) => ({ side: "sell" as const, row })),
  ];
  return rows.map(({ side, row: [energy = "", price = ""] }, sequence) => ({
    sequence,
    account: 4 + sequence,
    side,
    energyUkwh: quantityOf(parseKwh(energy)),
    limitPrice: quantityOf(parsePrice(price)),
  }));
}

const CONVENTIONS: Record<string, UniformPricing> = {
  midpoint: "midpoint",
  "marginal bid": "marginal-bid",
};

function resultOf(orders: MarketOrder[], pricing: UniformPricing) {
  const rule = { mechanism: "uniform-price" as const, pricing, ties: "pro-rata" as const };
  const book: MarketBook<typeof rule> = { rule, orders };
  const cleared = uniformPrice.clear(book);
  if (!cleared.ok) throw new Error(cleared.reason);
  expect(uniformPrice.check(book, cleared.result)).toEqual({ ok: true });
  return cleared.result;
}

/** Where the curves cross: on the step of the order that is filled in part, whose limit it is. */
function priceAtCrossing(
  orders: MarketOrder[],
  { fills }: MarketResult<AuctionAmongOthers>,
): Price {
  const step = orders.find(({ sequence, energyUkwh }) => {
    const fill = fills[sequence] ?? 0;
    return fill > 0 && fill < energyUkwh;
  });
  if (step === undefined) throw new Error("the curves cross between two steps");
  return step.limitPrice;
}

describe.each(cases.books)("$name ($source)", (published) => {
  const orders = ordersOf(published);
  const convention = CONVENTIONS[published.priceConvention];
  const result = resultOf(orders, convention ?? "midpoint");

  test("trades the published energy and gains the published welfare", () => {
    expect(result.energyUkwh).toBe(quantityOf(parseKwh(published.energyKwh)));
    if (published.welfare === undefined) return;
    expect(result.welfare).toBe(quantityOf(parseAmount(published.welfare)));
  });

  test("has the published price under the source's convention", () => {
    const price = published.price === null ? null : quantityOf(parsePrice(published.price));
    expect(convention === undefined ? priceAtCrossing(orders, result) : result.price).toBe(price);
  });

  test("gains as much where each pays its own price", () => {
    const rule = {
      mechanism: "pay-as-bid" as const,
      pricing: "bid" as const,
      ties: "time" as const,
    };
    const cleared = payAsBid.clear({ rule, orders });
    expect(cleared.ok && cleared.result.welfare).toBe(result.welfare);
  });
});
