import { describe, expect, test } from "vitest";
import { OPEN_TARIFF, openTariffOf } from "./cases/arbitraries.js";
import type { Order, Side } from "./order.js";
import { crossesOwn, findCrossingPair } from "./own-orders.js";

const order = (sequence: number, account: number, side: Side, limitPrice: number): Order => ({
  sequence,
  account,
  side,
  limitPrice,
  energyUkwh: 1,
});

describe("crossesOwn", () => {
  test.each<[Side, number, Side, number, boolean]>([
    ["buy", 5, "sell", 6, false],
    ["buy", 5, "sell", 5, true],
    ["buy", 6, "sell", 5, true],
    ["sell", 5, "buy", 6, true],
    ["sell", 6, "buy", 5, false],
    ["buy", 5, "buy", 9, false],
    ["sell", 5, "sell", 1, false],
  ])("%s at %i beside %s at %i: %s", (side, limitPrice, ownSide, ownLimit, crosses) => {
    const own = { side: ownSide, limitPrice: ownLimit };
    expect(crossesOwn({ side, limitPrice }, own)).toBe(crosses);
  });
});

describe("findCrossingPair", () => {
  const orders = [
    order(0, 5, "buy", 5),
    order(1, 5, "sell", 5),
    order(2, 4, "sell", 3),
    order(3, 4, "buy", 2),
    order(4, 4, "buy", 4),
    order(5, 4, "buy", 4),
    order(6, 4, "sell", 3),
  ];

  test("names the best orders of the lowest account that crosses, in any order", () => {
    const pair = { account: 4, buySequence: 4, sellSequence: 2 };
    expect(findCrossingPair(orders, openTariffOf)).toEqual(pair);
    expect(findCrossingPair([...orders].reverse(), openTariffOf)).toEqual(pair);
  });

  test("finds none among strangers, and none where the fees keep an account's orders apart", () => {
    const strangers = [order(0, 4, "buy", 9), order(1, 5, "sell", 1)];
    expect(findCrossingPair(strangers, openTariffOf)).toBeNull();
    const own = [order(0, 4, "buy", 5), order(1, 4, "sell", 5)];
    expect(findCrossingPair(own, () => ({ ...OPEN_TARIFF, buyerFee: 1 }))).toBeNull();
  });
});
