import { describe, expect, test } from "vitest";
import { openTariffOf } from "./cases/arbitraries.js";
import {
  CLEARING_VIOLATIONS,
  type ClearingFault,
  checkAuction,
  checkClearing,
} from "./check-clearing.js";
import type { Order, Side } from "./order.js";
import { type Clearing, clearUniformPrice } from "./uniform-price.js";

const order = (sequence: number, side: Side, limitPrice: number, energyUkwh: number): Order => ({
  sequence,
  account: 4 + sequence,
  side,
  limitPrice,
  energyUkwh,
});

/** Sellers 0 and 5, buyers 1 (better), 2 and 3 (at the margin, rationed) and 4 (too low). */
const ORDERS = [
  order(0, "sell", 5, 10),
  order(1, "buy", 8, 3),
  order(2, "buy", 6, 9),
  order(3, "buy", 6, 6),
  order(4, "buy", 4, 1),
  order(5, "sell", 9, 2),
];
const HONEST = clearUniformPrice(ORDERS, openTariffOf);

const EMPTY: Clearing = { price: null, energyUkwh: 0, bid: null, ask: null, fills: [0, 0] };

interface Forgery {
  fault: Omit<ClearingFault, "ok">;
  clearing?: Partial<Clearing>;
  orders?: Order[];
}

const FORGERIES: Forgery[] = [
  {
    fault: { reason: "clearing_book_invalid" },
    orders: [...ORDERS, order(7, "buy", 1, 1)],
  },
  {
    fault: { reason: "clearing_own_orders_cross", sequence: 1, otherSequence: 0 },
    orders: ORDERS.with(1, { ...order(1, "buy", 8, 3), account: 4 }),
  },
  { fault: { reason: "clearing_fills_missing" }, clearing: { fills: [10, 3, 4, 3, 0] } },
  {
    fault: { reason: "clearing_fill_not_whole", sequence: 2 },
    clearing: { fills: [10, 3, 4.5, 2.5, 0, 0] },
  },
  {
    fault: { reason: "clearing_fill_not_whole", sequence: 4 },
    clearing: { fills: [10, 3, 4, 3, -1, 0] },
  },
  {
    fault: { reason: "clearing_filled_beyond_quantity", sequence: 1 },
    clearing: { fills: [10, 4, 4, 2, 0, 0] },
  },
  { fault: { reason: "clearing_sums_differ" }, clearing: { fills: [9, 3, 4, 3, 0, 0] } },
  { fault: { reason: "clearing_sums_differ" }, clearing: { energyUkwh: 9 } },
  {
    fault: { reason: "clearing_price_without_trade" },
    orders: [order(0, "buy", 1, 1), order(1, "sell", 2, 1)],
    clearing: { ...EMPTY, price: 1 },
  },
  { fault: { reason: "clearing_marginal_missing" }, clearing: { ask: null } },
  { fault: { reason: "clearing_price_not_from_marginals" }, clearing: { price: 6 } },
  { fault: { reason: "clearing_price_not_from_marginals" }, clearing: { price: null } },
  {
    fault: { reason: "clearing_filled_past_limit", sequence: 4 },
    clearing: { fills: [10, 3, 4, 2, 1, 0] },
  },
  {
    fault: { reason: "clearing_filled_worse_than_marginal", sequence: 2 },
    clearing: { price: 6, bid: { ...HONEST.bid, price: 8 } as Clearing["bid"] },
  },
  {
    fault: { reason: "clearing_unfilled_better_than_marginal", sequence: 1 },
    clearing: { fills: [10, 2, 5, 3, 0, 0] },
  },
  {
    fault: { reason: "clearing_marginal_wrong", sequence: 2 },
    clearing: { bid: { ...HONEST.bid, sequence: 2, fillUkwh: 4 } as Clearing["bid"] },
  },
  {
    fault: { reason: "clearing_ration_not_pro_rata", sequence: 2 },
    clearing: {
      fills: [10, 3, 6, 1, 0, 0],
      bid: { ...HONEST.bid, fillUkwh: 1 } as Clearing["bid"],
    },
  },
  {
    fault: { reason: "clearing_unfilled_orders_cross", sequence: 2, otherSequence: 0 },
    clearing: {
      energyUkwh: 9,
      fills: [9, 3, 4, 2, 0, 0],
      bid: { ...HONEST.bid, fillUkwh: 2, levelFilledUkwh: 6 } as Clearing["bid"],
      ask: { ...HONEST.ask, fillUkwh: 9, levelFilledUkwh: 9 } as Clearing["ask"],
    },
  },
];

describe("checkClearing", () => {
  test("passes the honest clearing, also where an unfilled bid is above the price", () => {
    expect(HONEST).toMatchObject({ price: 5, fills: [10, 3, 4, 3, 0, 0] });
    expect(checkClearing(ORDERS, openTariffOf, HONEST)).toEqual({ ok: true });
    expect(checkClearing([], openTariffOf, { ...EMPTY, fills: [] })).toEqual({ ok: true });
  });

  test.each(FORGERIES)("finds $fault.reason", ({ fault, clearing, orders }) => {
    const check = checkClearing(orders ?? ORDERS, openTariffOf, { ...HONEST, ...clearing });
    expect(check).toEqual({ ok: false, ...fault });
  });

  test("names two orders when a unit went to the weaker claim", () => {
    const orders = [order(0, "buy", 6, 2), order(1, "buy", 6, 2), order(2, "sell", 5, 1)];
    const honest = clearUniformPrice(orders, openTariffOf);
    const bid = { ...honest.bid, sequence: 1 } as Clearing["bid"];
    expect(checkClearing(orders, openTariffOf, { ...honest, bid, fills: [0, 1, 1] })).toEqual({
      ok: false,
      reason: "clearing_ration_not_pro_rata",
      sequence: 1,
      otherSequence: 0,
    });
  });

  test("finds a book left without a clearing", () => {
    const orders = [order(0, "buy", 5, 1), order(1, "sell", 5, 1)];
    expect(checkClearing(orders, openTariffOf, EMPTY)).toEqual({
      ok: false,
      reason: "clearing_unfilled_orders_cross",
      sequence: 0,
      otherSequence: 1,
    });
  });

  test("finds a ration that is not by time where time was agreed", () => {
    const book = ORDERS;
    const limits = ORDERS.map(({ limitPrice }) => limitPrice);
    const terms = { pricing: "midpoint", ties: "time" } as const;
    expect(checkAuction({ book, limits }, HONEST, terms)).toEqual({
      ok: false,
      reason: "clearing_ration_not_by_time",
      sequence: 3,
      otherSequence: 2,
    });
    const bid = { ...HONEST.bid, sequence: 2, fillUkwh: 7 } as Clearing["bid"];
    const inTurn = { ...HONEST, bid, fills: [10, 3, 7, 0, 0, 0] };
    expect(checkAuction({ book, limits }, inTurn, terms)).toBeNull();
  });

  test("has a forgery for every violation, in the order in which they are looked for", () => {
    const byTime = "clearing_ration_not_by_time";
    expect([...new Set(FORGERIES.map(({ fault }) => fault.reason))]).toEqual(
      CLEARING_VIOLATIONS.filter((violation) => violation !== byTime),
    );
  });
});
