import { describe, expect, it } from "vitest";
import { ZERO_HASH } from "../hex.js";
import { findUnsupported, isRefutable } from "./check-terms.js";
import type { RuleName, Terms } from "./evidence.js";

const uniform: Terms = {
  rule: `0x${"22".repeat(20)}`,
  priceFloor: -5n,
  priceCap: 900n,
  retailPrice: 300n,
  feedInPrice: 80n,
  buyerFee: 30n,
  sellerFee: 0n,
  pricing: 0,
  kPpm: 0,
  ties: 0,
  product: 0,
  keys: 0,
  keysTotalPpm: 0,
  keysRoot: ZERO_HASH,
  documentHash: ZERO_HASH,
};
const TRILLION = 1_000_000_000_000n;

describe("terms", () => {
  it.each([
    ["UniformPriceRule", {}],
    ["UniformPriceRule", { pricing: 3, kPpm: 1_000_000, ties: 1 }],
    ["PayAsBidRule", { product: 1, pricing: 2 }],
    ["ProportionalSharingRule", { product: 2 }],
    ["StaticSharingRule", { product: 2, keys: 9, keysTotalPpm: 1_000_000 }],
    ["AttestedRule", { product: 1, pricing: 9, keys: 3 }],
  ] as const)("of %s are taken", (rule: RuleName, changes: Partial<Terms>) => {
    expect(findUnsupported(rule, { ...uniform, ...changes })).toBeNull();
  });

  it.each([
    ["priceFloor", "UniformPriceRule", { priceFloor: -TRILLION - 1n }],
    ["priceCap", "UniformPriceRule", { priceCap: TRILLION + 1n }],
    ["retailPrice", "AttestedRule", { retailPrice: TRILLION + 1n }],
    ["feedInPrice", "AttestedRule", { feedInPrice: -TRILLION - 1n }],
    ["buyerFee", "UniformPriceRule", { buyerFee: -1n }],
    ["sellerFee", "UniformPriceRule", { sellerFee: TRILLION + 1n }],
    ["priceFloor", "UniformPriceRule", { priceFloor: 901n }],
    ["ties", "AttestedRule", { ties: 2 }],
    ["ties", "ProportionalSharingRule", { product: 2, ties: 1 }],
    ["pricing", "UniformPriceRule", { pricing: 4 }],
    ["pricing", "PayAsBidRule", { product: 1, pricing: 3 }],
    ["kPpm", "UniformPriceRule", { kPpm: 1 }],
    ["kPpm", "UniformPriceRule", { pricing: 3, kPpm: 1_000_001 }],
    ["product", "UniformPriceRule", { product: 1 }],
    ["product", "AttestedRule", { product: 3 }],
    ["keys", "PayAsBidRule", { product: 1, keys: 1 }],
    ["keysTotalPpm", "ProportionalSharingRule", { product: 2, keysTotalPpm: 1 }],
    ["keysRoot", "UniformPriceRule", { keysRoot: `0x${"1".repeat(64)}` }],
    ["feedInPrice", "StaticSharingRule", { product: 2, feedInPrice: 271n }],
    ["keysTotalPpm", "StaticSharingRule", { product: 2, keysTotalPpm: 1_000_001 }],
  ] as const)("are refused by their %s under %s", (field, rule, changes) => {
    expect(findUnsupported(rule, { ...uniform, ...(changes as Partial<Terms>) })).toBe(field);
  });

  it("are of rules that are all refutable but the attested one", () => {
    const rules: RuleName[] = ["UniformPriceRule", "StaticSharingRule", "AttestedRule"];
    expect(rules.map(isRefutable)).toEqual([true, true, false]);
  });
});
