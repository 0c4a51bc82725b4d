import { ZERO_HASH } from "../hex.js";
import type { RuleName, Terms } from "./evidence.js";

/** A million currency units per kWh, in 10^-6: it leaves room for a few prices in a field of 64 bits. */
const MAX_PRICE = 1_000_000_000_000n;
const WHOLE_PPM = 1_000_000;

/** The first field of terms that a rule cannot work by, named as the ledger names it. */
export type TermsField = Exclude<keyof Terms, "rule" | "documentHash">;

/** Whether one or two leaves prove any wrong result under a rule; if not, gateways must attest each slot. */
export function isRefutable(rule: RuleName): boolean {
  return rule !== "AttestedRule";
}

/**
 * The first field by which a rule cannot work, or null: prices beyond a million a kWh, fees below zero, a floor above the
 * cap, and what the rule does not have. That `rule` is the contract's own address, the ledger checks itself.
 */
export function findUnsupported(rule: RuleName, terms: Terms): TermsField | null {
  return findUnusual(terms) ?? findUnfit(rule, terms);
}

function findUnusual(terms: Terms): TermsField | null {
  const isPrice = (price: bigint) => price <= MAX_PRICE && price >= -MAX_PRICE;
  const prices = ["priceFloor", "priceCap", "retailPrice", "feedInPrice"] as const;
  const price = prices.find((field) => !isPrice(terms[field]));
  if (price !== undefined) return price;
  const fees = ["buyerFee", "sellerFee"] as const;
  const fee = fees.find((field) => terms[field] < 0n || !isPrice(terms[field]));
  if (fee !== undefined) return fee;
  if (terms.priceFloor > terms.priceCap) return "priceFloor";
  return terms.ties > 1 ? "ties" : null;
}

/** What each rule takes: pricings, product, and whether it shares by keys. */
const FITS: Record<RuleName, { pricing: number; products: readonly number[] }> = {
  UniformPriceRule: { pricing: 3, products: [0] },
  PayAsBidRule: { pricing: 2, products: [1] },
  ProportionalSharingRule: { pricing: 0, products: [2] },
  StaticSharingRule: { pricing: 0, products: [2] },
  AttestedRule: { pricing: 255, products: [0, 1, 2] },
};

function findUnfit(rule: RuleName, terms: Terms): TermsField | null {
  const { pricing, products } = FITS[rule];
  if (rule === "AttestedRule") return products.includes(terms.product) ? null : "product";
  if (terms.pricing > pricing) return "pricing";
  const isByK = rule === "UniformPriceRule" && terms.pricing === 3;
  if (terms.kPpm > (isByK ? WHOLE_PPM : 0)) return "kPpm";
  const isSharing = products.includes(2);
  if (isSharing && terms.ties !== 0) return "ties";
  if (!products.includes(terms.product)) return "product";
  if (rule !== "StaticSharingRule") {
    if (terms.keys !== 0) return "keys";
    if (terms.keysTotalPpm !== 0) return "keysTotalPpm";
    return terms.keysRoot === ZERO_HASH ? null : "keysRoot";
  }
  // Keys share whatever the price is, so there must be one.
  const least = terms.feedInPrice + terms.sellerFee;
  if (least > terms.retailPrice - terms.buyerFee) return "feedInPrice";
  return terms.keysTotalPpm > WHOLE_PPM ? "keysTotalPpm" : null;
}
