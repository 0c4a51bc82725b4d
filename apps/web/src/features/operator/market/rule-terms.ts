import type { RulesTerms } from "@pumasi/protocol";
import { parsePrice } from "@pumasi/quantities";

/** What an operator may set; the rest of the terms is what this market's rules are judged by on the ledger. */
export const PRICE_FIELDS = [
  "retailPrice",
  "feedInPrice",
  "buyerFee",
  "sellerFee",
  "priceFloor",
  "priceCap",
] as const;
export type PriceField = (typeof PRICE_FIELDS)[number];

export const NUMBER_FIELDS = ["openSlots", "meteringDeadlineMinutes"] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];

export type TermField = PriceField | NumberField;

/** The terms as texts in a form's fields. */
export type TermTexts = Record<TermField, string>;

export function textsOf({ tariff, ...terms }: RulesTerms): TermTexts {
  return {
    ...tariff,
    priceFloor: terms.priceFloor,
    priceCap: terms.priceCap,
    openSlots: `${terms.openSlots}`,
    meteringDeadlineMinutes: `${Math.ceil(terms.meteringDeadlineSeconds / 60)}`,
  };
}

const MOST_OPEN_SLOTS = 96;
const LONGEST_DEADLINE_MINUTES = 7 * 24 * 60;

/** Why a field cannot be taken. */
export type FieldFault = "price" | "fee" | "floor" | "openSlots" | "deadline";

/** The faults of a form by field; none means that the terms can be asked about. */
export function faultsOf(texts: TermTexts): Partial<Record<TermField, FieldFault>> {
  const faults: Partial<Record<TermField, FieldFault>> = {};
  const prices: Partial<Record<PriceField, number>> = {};
  for (const field of PRICE_FIELDS) {
    const parsed = parsePrice(texts[field].trim());
    if (parsed.ok) prices[field] = parsed.value;
    else faults[field] = "price";
  }
  for (const field of ["buyerFee", "sellerFee"] as const) {
    if ((prices[field] ?? 0) < 0) faults[field] = "fee";
  }
  const { priceFloor, priceCap } = prices;
  if (priceFloor !== undefined && priceCap !== undefined && priceFloor > priceCap) {
    faults.priceFloor = "floor";
  }
  if (!isWhole(texts.openSlots, 1, MOST_OPEN_SLOTS)) faults.openSlots = "openSlots";
  if (!isWhole(texts.meteringDeadlineMinutes, 0, LONGEST_DEADLINE_MINUTES)) {
    faults.meteringDeadlineMinutes = "deadline";
  }
  return faults;
}

function isWhole(text: string, least: number, most: number): boolean {
  const value = Number(text.trim());
  return /^\d{1,6}$/.test(text.trim()) && value >= least && value <= most;
}

/** The terms that a form without faults says, beside what is not in it. A deadline that was not touched keeps its seconds. */
export function termsOf(texts: TermTexts, base: RulesTerms): RulesTerms {
  const text = (field: TermField) => texts[field].trim();
  const isDeadlineKept = text("meteringDeadlineMinutes") === textsOf(base).meteringDeadlineMinutes;
  return {
    ...base,
    priceFloor: text("priceFloor"),
    priceCap: text("priceCap"),
    openSlots: Number(text("openSlots")),
    meteringDeadlineSeconds: isDeadlineKept
      ? base.meteringDeadlineSeconds
      : Number(text("meteringDeadlineMinutes")) * 60,
    tariff: {
      retailPrice: text("retailPrice"),
      feedInPrice: text("feedInPrice"),
      buyerFee: text("buyerFee"),
      sellerFee: text("sellerFee"),
    },
  };
}

/** The fields in which two terms differ, with both texts. */
export function changesBetween(
  before: RulesTerms,
  after: RulesTerms,
): { field: TermField; before: string; after: string }[] {
  const [old, next] = [textsOf(before), textsOf(after)];
  return [...PRICE_FIELDS, ...NUMBER_FIELDS]
    .filter((field) => old[field] !== next[field])
    .map((field) => ({ field, before: old[field], after: next[field] }));
}
