import { describe, expect, test } from "vitest";
import { checkTariff, MAX_PRICE, TARIFF_REFUSALS, type Tariff } from "./tariff.js";

const TARIFF: Tariff = {
  retailPrice: 300_000,
  feedInPrice: 80_000,
  buyerFee: 20_000,
  sellerFee: 10_000,
};

describe("checkTariff", () => {
  test("takes a plain tariff, prices below zero, and a feed-in price above retail", () => {
    expect(checkTariff(TARIFF)).toEqual({ ok: true });
    expect(checkTariff({ ...TARIFF, retailPrice: -5, feedInPrice: -9 })).toEqual({ ok: true });
    expect(checkTariff({ ...TARIFF, feedInPrice: 500_000 })).toEqual({ ok: true });
    expect(checkTariff({ ...TARIFF, retailPrice: MAX_PRICE })).toEqual({ ok: true });
  });

  test.each([
    ["tariff_price_out_of_range", { retailPrice: 0.5 }],
    ["tariff_price_out_of_range", { feedInPrice: -MAX_PRICE - 1 }],
    ["tariff_price_out_of_range", { buyerFee: MAX_PRICE + 1 }],
    ["tariff_price_out_of_range", { sellerFee: Number.NaN, buyerFee: -1 }],
    ["tariff_fee_negative", { buyerFee: -1 }],
    ["tariff_fee_negative", { sellerFee: -1 }],
  ])("refuses %s: %j", (reason, change) => {
    expect(TARIFF_REFUSALS).toContain(reason);
    expect(checkTariff({ ...TARIFF, ...change })).toEqual({ ok: false, reason });
  });
});
