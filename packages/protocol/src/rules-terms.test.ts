import { describe, expect, it } from "vitest";
import { keccak } from "./cases/hashing.js";
import { hashRules, readRulesTerms } from "./rules-terms.js";
import type { RulesTerms } from "./wire/community.js";

const terms: RulesTerms = {
  mechanism: "uniform-price",
  pricing: "midpoint",
  ties: "pro-rata",
  product: "forward-capped",
  sharing: "mid-market",
  priceFloor: "-0.5",
  priceCap: "1",
  openSlots: 4,
  meteringDeadlineSeconds: 60,
  tariff: { retailPrice: "0.3", feedInPrice: "0.08", buyerFee: "0.03", sellerFee: "0" },
};

describe("rules' terms", () => {
  it("are read into whole numbers", () => {
    expect(readRulesTerms(2, 9, terms)).toEqual({
      ok: true,
      rules: {
        ...terms,
        version: 2,
        fromSlot: 9,
        priceFloor: -500_000,
        priceCap: 1_000_000,
        tariff: { retailPrice: 300_000, feedInPrice: 80_000, buyerFee: 30_000, sellerFee: 0 },
      },
    });
  });

  it.each([
    ["rules_price_invalid", "priceCap", { priceCap: "0.1234567" }],
    ["rules_price_invalid", "retailPrice", { tariff: { ...terms.tariff, retailPrice: "x" } }],
    [
      "tariff_price_out_of_range",
      "tariff",
      { tariff: { ...terms.tariff, retailPrice: "1000001" } },
    ],
    ["tariff_fee_negative", "tariff", { tariff: { ...terms.tariff, sellerFee: "-0.01" } }],
    ["rules_floor_above_cap", "priceFloor", { priceFloor: "1.000001" }],
  ])("are refused: %s of %s", (reason, field, spoilt) => {
    const result = readRulesTerms(1, 0, { ...terms, ...spoilt });
    expect(result).toEqual({ ok: false, reason, field });
  });

  it("hash with their version and first slot", () => {
    const hash = hashRules(keccak, 1, 5, terms);
    expect(hashRules(keccak, 2, 5, terms)).not.toBe(hash);
    expect(hashRules(keccak, 1, 6, terms)).not.toBe(hash);
    expect(hashRules(keccak, 1, 5, { ...terms, openSlots: 5 })).not.toBe(hash);
    expect(hashRules(keccak, 1, 5, { ...terms, tariff: { ...terms.tariff } })).toBe(hash);
  });
});
