import { checkTariff, type MarketRules, type TariffRefusal } from "@pumasi/market";
import { parsePrice } from "@pumasi/quantities";
import type { Hex, Keccak256 } from "./keccak.js";
import { hashJson } from "./text-bytes.js";
import type { RulesTerms } from "./wire/community.js";

export type RulesTermsRefusal = "rules_price_invalid" | "rules_floor_above_cap" | TariffRefusal;

export type RulesTermsResult =
  | { ok: true; rules: MarketRules }
  | { ok: false; reason: RulesTermsRefusal; field: string };

/** Published terms as the market computes with them, from `fromSlot` on; refuses prices that cannot be used. */
export function readRulesTerms(
  version: number,
  fromSlot: number,
  terms: RulesTerms,
): RulesTermsResult {
  const prices: Record<string, number> = {};
  const texts = { ...terms.tariff, priceFloor: terms.priceFloor, priceCap: terms.priceCap };
  for (const [field, text] of Object.entries(texts)) {
    const parsed = parsePrice(text);
    if (!parsed.ok) return { ok: false, reason: "rules_price_invalid", field };
    prices[field] = parsed.value;
  }
  const priceOf = (field: keyof typeof texts) => prices[field] as number;
  const tariff = {
    retailPrice: priceOf("retailPrice"),
    feedInPrice: priceOf("feedInPrice"),
    buyerFee: priceOf("buyerFee"),
    sellerFee: priceOf("sellerFee"),
  };
  const checked = checkTariff(tariff);
  if (!checked.ok) return { ok: false, reason: checked.reason, field: "tariff" };
  const priceFloor = priceOf("priceFloor");
  const priceCap = priceOf("priceCap");
  if (priceFloor > priceCap) {
    return { ok: false, reason: "rules_floor_above_cap", field: "priceFloor" };
  }
  return { ok: true, rules: { ...terms, version, fromSlot, priceFloor, priceCap, tariff } };
}

/** What the ledger holds of rules: the hash of their version, first slot and terms. */
export function hashRules(
  keccak: Keccak256,
  version: number,
  fromSlot: number,
  terms: RulesTerms,
): Hex {
  return hashJson(keccak, { version, fromSlot, terms });
}
