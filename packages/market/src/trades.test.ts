import { describe, expect, test } from "vitest";
import { openTariffOf } from "./cases/arbitraries.js";
import type { Order } from "./order.js";
import { pairTrades } from "./trades.js";
import { clearUniformPrice } from "./uniform-price.js";

const ORDERS: Order[] = [
  { sequence: 0, account: 4, side: "sell", limitPrice: 5, energyUkwh: 6 },
  { sequence: 1, account: 5, side: "buy", limitPrice: 7, energyUkwh: 4 },
  { sequence: 2, account: 6, side: "sell", limitPrice: 4, energyUkwh: 5 },
  { sequence: 3, account: 7, side: "buy", limitPrice: 9, energyUkwh: 3 },
  { sequence: 4, account: 8, side: "buy", limitPrice: 9, energyUkwh: 4 },
];

describe("pairTrades", () => {
  test("pairs the highest bids with the lowest asks, and equals by sequence", () => {
    const clearing = clearUniformPrice(ORDERS, openTariffOf);
    expect(clearing).toMatchObject({ price: 6, energyUkwh: 11 });
    const trades = pairTrades(ORDERS, clearing);
    expect(trades.map((t) => [t.buySequence, t.sellSequence, t.energyUkwh])).toEqual([
      [3, 2, 3],
      [4, 2, 2],
      [4, 0, 2],
      [1, 0, 4],
    ]);
    expect(trades[0]).toEqual({
      index: 0,
      buySequence: 3,
      sellSequence: 2,
      buyer: 7,
      seller: 6,
      energyUkwh: 3,
      price: 6,
    });
  });

  test("does not depend on the order of the array", () => {
    const clearing = clearUniformPrice(ORDERS, openTariffOf);
    expect(pairTrades([...ORDERS].reverse(), clearing)).toEqual(pairTrades(ORDERS, clearing));
  });

  test("has no trades without a price", () => {
    const clearing = { price: null, energyUkwh: 0, bid: null, ask: null, fills: [0, 0, 0, 0, 0] };
    expect(pairTrades(ORDERS, clearing)).toEqual([]);
  });

  test("stops when more is bought than sold, or an account would meet itself", () => {
    const clearing = clearUniformPrice(ORDERS, openTariffOf);
    const fills = clearing.fills.with(0, 5);
    expect(() => pairTrades(ORDERS, { ...clearing, fills })).toThrow("bought as is sold");
    const own = ORDERS.map((order) => ({ ...order, account: 4 }));
    expect(() => pairTrades(own, clearing)).toThrow("trade with itself");
  });
});
