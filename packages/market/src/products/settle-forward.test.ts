import { describe, expect, test } from "vitest";
import type { MarketTrade } from "../mechanisms/market-result.js";
import type { Order } from "../order.js";
import type { Tariff } from "../tariff.js";
import type { ContractedSlot } from "./contracts-from-result.js";
import { fundAccountOf } from "./fund-account-of.js";
import { settleForward } from "./settle-forward.js";

const TARIFF: Tariff = { retailPrice: 30, feedInPrice: 8, buyerFee: 3, sellerFee: 2 };
const [A, B, C] = [4, 5, 6];

const order = (sequence: number, account: number, side: Order["side"]): Order => ({
  sequence,
  account,
  side,
  limitPrice: side === "buy" ? 30 : 8,
  energyUkwh: 100,
});

const trade = (buySequence: number, sellSequence: number, energyUkwh: number, price: number) =>
  ({ buySequence, sellSequence, energyUkwh, buyPrice: price, sellPrice: price }) as MarketTrade;

const reading = (account: number, importedUkwh: number, exportedUkwh: number) => ({
  account,
  importedUkwh,
  exportedUkwh,
});

const slot: ContractedSlot = {
  orders: [order(0, A, "buy"), order(1, B, "sell")],
  result: { price: 16, fills: [100, 100], trades: [trade(0, 1, 100, 16)] },
  readings: [reading(C, 50, 0), reading(B, 0, 120), reading(A, 80, 0)],
  tariffOf: () => TARIFF,
};

describe("settleForward", () => {
  test("is the docstring's example at one price", () => {
    const { lines, ...sums } = settleForward(slot);
    expect(sums).toEqual({ price: 16, sharingPrice: 18, deliveredUkwh: 80, sharedUkwh: 40 });
    expect(lines.map(({ account, total }) => [account, total])).toEqual([
      [0, 300n],
      [1, 600n],
      [A, -1520n],
      [B, 1760n],
      [C, -1140n],
    ]);
    expect(lines[3]).toMatchObject({ tradeAmount: 1280n, sharingAmount: 720n, feeAmount: -240n });
  });

  test("goes trade by trade, in the order of clearing, where each has its own price", () => {
    const orders = [order(0, A, "buy"), order(1, B, "sell"), order(2, C, "buy")];
    const trades = [trade(2, 1, 60, 20), trade(0, 1, 40, 12)];
    const settled = settleForward({
      ...slot,
      orders,
      result: { price: null, fills: [40, 100, 60], trades },
      readings: [reading(A, 40, 0), reading(B, 0, 70), reading(C, 55, 0)],
    });
    // C meters 55 of its 60; B then has 15 left for A. A's other 25 are the supplier's.
    const [, , a, b, c] = settled.lines;
    expect(settled).toMatchObject({ price: null, deliveredUkwh: 70, sharedUkwh: 0 });
    expect(a).toMatchObject({ contractedBuyUkwh: 40, deliveredBuyUkwh: 15, tradeAmount: -180n });
    expect(a).toMatchObject({ residualImportUkwh: 25, supplierAmount: -750n });
    expect(b).toMatchObject({ deliveredSellUkwh: 70, tradeAmount: 1280n });
    expect(c).toMatchObject({ deliveredBuyUkwh: 55, tradeAmount: -1100n });
  });

  test("the fund of what was delivered goes to the stated account, and is a line", () => {
    const trades = [{ ...trade(0, 1, 100, 20), sellPrice: 15 }];
    const funded = { ...slot, result: { price: null, fills: [100, 100], trades } };
    const toGuarantee = settleForward(funded).lines;
    expect(toGuarantee.map(({ account }) => account)).toEqual([0, 1, 2, A, B, C]);
    expect(toGuarantee[2]).toMatchObject({ tradeAmount: 400n, total: 400n, importedUkwh: 0 });
    const toOperator = settleForward({ ...funded, fundAccount: fundAccountOf("network") }).lines;
    expect(toOperator.map(({ account }) => account)).toEqual([0, 1, A, B, C]);
    expect(toOperator[1]).toMatchObject({ tradeAmount: 400n, feeAmount: 600n, total: 1000n });
    expect(fundAccountOf("truthful")).toBe(2);
  });

  test("an account without contracts needs no order, and one without energy has its line", () => {
    const { lines } = settleForward({ ...slot, readings: [...slot.readings, reading(9, 0, 0)] });
    expect(lines.at(-1)).toMatchObject({ account: 9, total: 0n });
  });

  test("sorts accounts whatever their size", () => {
    const far = [reading(2 ** 52 + 1, 1, 0), reading(2 ** 52, 2, 0)];
    const { lines } = settleForward({ ...slot, readings: [...far, ...slot.readings] });
    expect(lines.map(({ account }) => account)).toEqual([0, 1, A, B, C, 2 ** 52, 2 ** 52 + 1]);
  });

  test("an order that found nobody needs no reading", () => {
    const orders = [...slot.orders, order(2, 7, "sell")];
    const result = { ...slot.result, fills: [100, 100, 0] };
    expect(settleForward({ ...slot, orders, result }).lines).toEqual(settleForward(slot).lines);
  });

  test.each<[string, Partial<ContractedSlot>]>([
    ["an account with a contract has a reading", { readings: [reading(A, 80, 0)] }],
    ["only members meter energy", { readings: [...slot.readings, reading(3, 1, 0)] }],
    ["an account is settled once a slot", { readings: [...slot.readings, reading(A, 1, 0)] }],
    ["an energy is whole and ≥ 0", { readings: [...slot.readings, reading(7, 0.5, 0)] }],
    ["an energy is whole and ≥ 0", { readings: [...slot.readings, reading(7, 0, -1)] }],
    ["the orders make a book", { orders: slot.orders.slice(1) }],
    ["every order has its fill", { result: { ...slot.result, fills: [100] } }],
    ["as much is contracted", { result: { ...slot.result, fills: [100, 99] } }],
    ["contracts have a price", { result: { price: null, fills: [100, 100], trades: [] } }],
    [
      "a trade's orders are in the book",
      { result: { price: null, fills: [100, 100], trades: [trade(0, 5, 1, 9)] } },
    ],
    [
      "an energy is whole and ≥ 0",
      { result: { price: null, fills: [100, 100], trades: [trade(0, 1, -1, 9)] } },
    ],
  ])("stops where this is broken: %s", (mustHold, change) => {
    expect(() => settleForward({ ...slot, ...change })).toThrow(mustHold);
  });
});
