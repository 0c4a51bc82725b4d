import { amountOf } from "@pumasi/quantities";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tariffs } from "../../cases/arbitraries.js";
import { numbered } from "../../cases/wild-books.js";
import type { Tariff } from "../../tariff.js";
import type { MarketOrder } from "../market-order.js";
import type { MidMarketRateRule } from "../market-rule.js";
import { midMarketAmounts } from "./mid-market-amounts.js";
import { midMarketRate } from "./mid-market-rate.js";

const kwh = 1_000_000;
const tariff: Tariff = { retailPrice: 300_000, feedInPrice: 80_000, buyerFee: 0, sellerFee: 0 };

const ruleOf = (wish: Partial<MidMarketRateRule> = {}): MidMarketRateRule => ({
  mechanism: "mid-market-rate",
  ties: "pro-rata",
  ...tariff,
  ...wish,
});

/** Everybody takes any price that the grid's two leave. */
const willing = (energies: readonly [bought: number[], sold: number[]]): MarketOrder[] =>
  numbered([
    ...energies[0].map((energyUkwh, index) => ({
      account: 4 + index,
      side: "buy" as const,
      limitPrice: 1_000_000,
      energyUkwh,
    })),
    ...energies[1].map((energyUkwh, index) => ({
      account: 40 + index,
      side: "sell" as const,
      limitPrice: -1_000_000,
      energyUkwh,
    })),
  ]);

function clear(rule: MidMarketRateRule, orders: MarketOrder[], tariffOf?: () => Tariff) {
  const book = tariffOf === undefined ? { rule, orders } : { rule, orders, tariffOf };
  const cleared = midMarketRate.clear(book);
  if (!cleared.ok) throw new Error(cleared.reason);
  expect(midMarketRate.check(book, cleared.result)).toEqual({ ok: true });
  return cleared.result;
}

test("the docstring's example: half of what is wanted trades in the middle", () => {
  const result = clear(ruleOf(), willing([[4 * kwh, 2 * kwh], [3 * kwh]]));
  expect(result).toMatchObject({ price: 190_000, fills: [2 * kwh, kwh, 3 * kwh] });
  const { buyersPay, sellersReceive } = midMarketAmounts(tariff, 6 * kwh, 3 * kwh);
  expect(buyersPay).toBe(6n * BigInt(kwh) * 245_000n);
  expect(sellersReceive).toBe(3n * BigInt(kwh) * 190_000n);
});

test("fees move the price so that the middle is between what both sides would have without", () => {
  const { price } = clear(ruleOf({ buyerFee: 20_000, sellerFee: 150_001 }), willing([[5], [5]]));
  expect(price).toBe(Math.floor((80_000 + 150_001 + 300_000 - 20_000) / 2));
});

test("nothing trades where the feed-in side is above the retail side", () => {
  const rule = ruleOf({ retailPrice: 90_000, sellerFee: 10_001 });
  const result = clear(rule, willing([[5], [5]]));
  expect(result).toMatchObject({ price: null, energyUkwh: 0, fills: [0, 0] });
  expect(result.evidence.offeredPrice).toBeNull();
  expect(midMarketAmounts(rule, 7, 9)).toEqual({
    communityUkwh: 0,
    buyersPay: 7n * 90_000n,
    sellersReceive: 9n * 80_000n,
  });
  expect(clear(ruleOf({ retailPrice: 80_000 }), willing([[5], [5]])).price).toBe(80_000);
});

test("who does not accept the middle does not trade", () => {
  const orders = willing([[5, 5], [5]]).map((order) =>
    order.account === 4 ? { ...order, limitPrice: 189_999 } : order,
  );
  expect(clear(ruleOf(), orders).fills).toEqual([0, 5, 5]);
});

test("refuses prices and fees that are none", () => {
  for (const wish of [{ retailPrice: 0.5 }, { buyerFee: -1 }, { ties: "merit" as "time" }]) {
    expect(midMarketRate.clear({ rule: ruleOf(wish), orders: [] })).toEqual({
      ok: false,
      reason: "book_rule_invalid",
    });
  }
});

describe("the averages of Long et al.", () => {
  const energies = fc.array(fc.integer({ min: 1, max: 30 * kwh }), { minLength: 1, maxLength: 8 });

  test("are what the cleared community pays and gets, the rest being the supplier's", () => {
    fc.assert(
      fc.property(tariffs, energies, energies, (own, bought, sold) => {
        const orders = willing([bought, sold]);
        const { fills, price } = clear(ruleOf(own), orders, () => own);
        let [pay, receive, wanted, offered] = [0n, 0n, 0, 0];
        for (const { sequence, side, energyUkwh } of orders) {
          const fill = fills[sequence] as number;
          const community = price ?? 0;
          if (side === "buy") {
            pay += amountOf(fill, community + own.buyerFee);
            pay += amountOf(energyUkwh - fill, own.retailPrice);
            wanted += energyUkwh;
          } else {
            receive += amountOf(fill, community - own.sellerFee);
            receive += amountOf(energyUkwh - fill, own.feedInPrice);
            offered += energyUkwh;
          }
        }
        const amounts = midMarketAmounts(own, wanted, offered);
        expect([amounts.buyersPay, amounts.sellersReceive]).toEqual([pay, receive]);
      }),
      { numRuns: 1000 },
    );
  });

  test("are never worse than the grid's, and what is paid and not received are fees and the grid's", () => {
    fc.assert(
      fc.property(tariffs, fc.nat(50 * kwh), fc.nat(50 * kwh), (own, wanted, offered) => {
        const { communityUkwh, buyersPay, sellersReceive } = midMarketAmounts(own, wanted, offered);
        expect(buyersPay <= amountOf(wanted, own.retailPrice)).toBe(true);
        expect(sellersReceive >= amountOf(offered, own.feedInPrice)).toBe(true);
        expect(buyersPay - sellersReceive).toBe(
          amountOf(communityUkwh, own.buyerFee + own.sellerFee) +
            amountOf(wanted - communityUkwh, own.retailPrice) -
            amountOf(offered - communityUkwh, own.feedInPrice),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test("are every member's, to within a unit of energy", () => {
    fc.assert(
      fc.property(energies, energies, (bought, sold) => {
        const orders = willing([bought, sold]);
        const { fills } = clear(ruleOf(), orders);
        const wanted = bought.reduce((sum, energy) => sum + energy, 0);
        const offered = sold.reduce((sum, energy) => sum + energy, 0);
        const { buyersPay } = midMarketAmounts(tariff, wanted, offered);
        for (const { sequence, side, energyUkwh } of orders) {
          if (side !== "buy") continue;
          const fill = fills[sequence] as number;
          const pays = amountOf(fill, 190_000) + amountOf(energyUkwh - fill, 300_000);
          const off = pays * BigInt(wanted) - buyersPay * BigInt(energyUkwh);
          const oneUnit = BigInt(wanted) * 110_000n;
          expect(off < oneUnit && off > -oneUnit).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
