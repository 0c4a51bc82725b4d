import { clearUniformPrice, netLimit, pairTrades } from "@pumasi/market";
import fc from "fast-check";
import { expect, it } from "vitest";
import { bookOf, books, tariff } from "./cases/books.js";
import { pairMoney } from "./pair-money.js";

it("an order's money is what its pairs are worth, pair by pair", () => {
  const pricings = fc.constantFrom("bid" as const, "ask" as const, "middle" as const);
  fc.assert(
    fc.property(books, pricings, (terms, pricing) => {
      const orders = bookOf(1, terms);
      const clearing = clearUniformPrice(orders, () => tariff);
      const limits = orders.map((order) => netLimit(order, tariff));
      const money = pairMoney(orders, limits, clearing.fills, pricing);
      const worth = orders.map(() => 0n);
      for (const { buySequence, sellSequence, energyUkwh } of pairTrades(orders, clearing)) {
        const [bid, ask] = [limits[buySequence] as number, limits[sellSequence] as number];
        const price =
          pricing === "bid" ? bid : pricing === "ask" ? ask : Math.floor((bid + ask) / 2);
        for (const sequence of [buySequence, sellSequence]) {
          worth[sequence] = (worth[sequence] as bigint) + BigInt(energyUkwh) * BigInt(price);
        }
      }
      expect(money.map(({ moneyStart, moneyEnd }) => moneyEnd - moneyStart)).toEqual(worth);
    }),
    { numRuns: 200 },
  );
});
