import { describe, expect, test } from "vitest";
import { allInLimit, netLimit } from "./effective-limit.js";
import type { Side } from "./order.js";
import type { Tariff } from "./tariff.js";

const TARIFF: Tariff = { retailPrice: 30, feedInPrice: 8, buyerFee: 3, sellerFee: 2 };

describe("netLimit and allInLimit", () => {
  test.each<[string, Side, number, number, number]>([
    ["a bid keeps its own lower limit", "buy", 20, 20, 17],
    ["a bid never exceeds retail", "buy", 31, 30, 27],
    ["a bid below zero stays there", "buy", -5, -5, -8],
    ["an ask keeps its own higher limit", "sell", 12, 12, 14],
    ["an ask never goes below feed-in", "sell", 0, 8, 10],
  ])("%s", (_name, side, limitPrice, allIn, net) => {
    expect(allInLimit({ side, limitPrice }, TARIFF)).toBe(allIn);
    expect(netLimit({ side, limitPrice }, TARIFF)).toBe(net);
  });
});
