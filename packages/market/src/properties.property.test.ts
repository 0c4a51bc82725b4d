import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { admitted, books, openTariffOf, tariffFrom, tariffTables } from "./cases/arbitraries.js";
import { clearNaively } from "./cases/naive-auction.js";
import { allInLimit, netLimit } from "./effective-limit.js";
import type { Order } from "./order.js";
import { MARKET_PROPERTIES, type MarketProperty, PROPERTIES_OF } from "./properties.js";
import type { Tariff } from "./tariff.js";
import { pairTrades } from "./trades.js";
import { type Clearing, clearUniformPrice } from "./uniform-price.js";

type TariffOf = (account: number) => Tariff;

const scenarios = fc
  .tuple(books(14, 12), tariffTables, fc.nat())
  .map(([orders, table, choice]) => ({ orders, tariffOf: tariffFrom(table), choice }));

const fillOf = (clearing: Clearing, { sequence }: Order) => clearing.fills[sequence] as number;

const welfareOf = (orders: Order[], tariffOf: TariffOf, clearing: Clearing) =>
  orders.reduce((sum, order) => {
    const value = netLimit(order, tariffOf(order.account)) * fillOf(clearing, order);
    return order.side === "buy" ? sum + value : sum - value;
  }, 0);

/** What a buyer gains at its true limit (all-in) when the book clears with the limit it says. */
const gainOf = (orders: Order[], buyer: Order, said: number) => {
  const told = orders.map((order) => (order === buyer ? { ...order, limitPrice: said } : order));
  const clearing = clearUniformPrice(told, openTariffOf);
  return fillOf(clearing, buyer) * (buyer.limitPrice - (clearing.price ?? 0));
};

/** Each property as a claim about one random scenario, true where it does not apply. */
const CLAIMS: Record<
  MarketProperty,
  (scenario: { orders: Order[]; tariffOf: TariffOf; choice: number }) => boolean
> = {
  "welfare-optimal": ({ orders, tariffOf }) => {
    const clearing = clearUniformPrice(orders, tariffOf);
    return welfareOf(orders, tariffOf, clearing) === clearNaively(orders, tariffOf).welfare;
  },
  "volume-maximal": ({ orders, tariffOf }) =>
    clearUniformPrice(orders, tariffOf).energyUkwh === clearNaively(orders, tariffOf).energyUkwh,
  "budget-balanced": ({ orders, tariffOf }) => {
    const clearing = clearUniformPrice(orders, tariffOf);
    const net = orders.reduce(
      (sum, order) => sum + (order.side === "buy" ? 1 : -1) * fillOf(clearing, order),
      0,
    );
    return net === 0;
  },
  "individually-rational": ({ orders, tariffOf }) => {
    const clearing = clearUniformPrice(orders, tariffOf);
    return orders.every((order) => {
      if (fillOf(clearing, order) === 0 || clearing.price === null) return true;
      const tariff = tariffOf(order.account);
      return order.side === "buy"
        ? clearing.price + tariff.buyerFee <= allInLimit(order, tariff)
        : clearing.price - tariff.sellerFee >= allInLimit(order, tariff);
    });
  },
  "one-price": ({ orders, tariffOf }) => {
    const clearing = clearUniformPrice(orders, tariffOf);
    return pairTrades(orders, clearing).every(({ price }) => price === clearing.price);
  },
  "order-independent": ({ orders, tariffOf, choice }) => {
    const cut = orders.length === 0 ? 0 : choice % orders.length;
    const shuffled = [...orders.slice(cut), ...orders.slice(0, cut)].reverse();
    const clearing = clearUniformPrice(orders, tariffOf);
    const other = clearUniformPrice(shuffled, tariffOf);
    return (
      JSON.stringify([clearing, pairTrades(orders, clearing)]) ===
      JSON.stringify([other, pairTrades(shuffled, other)])
    );
  },
  "unaffected-by-non-crossing-order": ({ orders, tariffOf, choice }) => {
    const clearing = clearUniformPrice(orders, tariffOf);
    const limits = orders
      .filter((order) => order.side === "sell" && fillOf(clearing, order) < order.energyUkwh)
      .map((order) => netLimit(order, tariffOf(order.account)));
    const tooLow = Math.min(...limits, clearing.bid?.price ?? 50, 50) - 1 - (choice % 3);
    const late = { account: 99, side: "buy" as const, limitPrice: tooLow, energyUkwh: 5 };
    const after = clearUniformPrice([...orders, { ...late, sequence: orders.length }], tariffOf);
    return JSON.stringify({ ...clearing, fills: [...clearing.fills, 0] }) === JSON.stringify(after);
  },
  monotone: ({ orders, tariffOf, choice }) => {
    const index = orders.length === 0 ? 0 : choice % orders.length;
    const chosen = orders[index];
    if (chosen === undefined) return true;
    const better = chosen.limitPrice + (chosen.side === "buy" ? 1 : -1) * (1 + (choice % 7));
    const improved = orders.map((order) =>
      order === chosen ? { ...order, limitPrice: better } : order,
    );
    if (admitted(improved).length < improved.length) return true;
    const before = clearUniformPrice(orders, tariffOf);
    return fillOf(clearUniformPrice(improved, tariffOf), chosen) >= fillOf(before, chosen) - 1;
  },
  truthful: ({ orders, choice }) => {
    const buyers = orders.filter(({ side }) => side === "buy");
    const buyer = buyers[choice % Math.max(1, buyers.length)];
    if (buyer === undefined) return true;
    const honest = gainOf(orders, buyer, buyer.limitPrice);
    return [1, 2, 4].every((less) => gainOf(orders, buyer, buyer.limitPrice - less) <= honest);
  },
};

describe.each(Object.entries(PROPERTIES_OF))("%s", (_mechanism, holds) => {
  test.each(MARKET_PROPERTIES)("%s, as the table says", (property) => {
    const claim = fc.property(scenarios, CLAIMS[property]);
    if (holds[property]) fc.assert(claim, { numRuns: 1000 });
    else expect(fc.check(claim, { numRuns: 1000 }).failed).toBe(true);
  });
});
