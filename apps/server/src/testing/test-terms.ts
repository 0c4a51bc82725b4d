import type { CommunityRequest, OrderInput, ReadingInput, RulesTerms } from "@pumasi/protocol";
import type { Instant } from "@pumasi/quantities";

export const HOUR = 3_600_000;

/** Midnight, UTC: test communities begin to trade two hours later. */
export const START: Instant = Date.parse("2026-01-01T00:00:00Z");

export const FIRST_SLOT = START / HOUR + 2;

/** Retail 200, feed-in 80, fees 10 and 5: neighbours have 105 a kWh to share. */
export const TERMS: RulesTerms = {
  mechanism: "uniform-price",
  pricing: "midpoint",
  ties: "pro-rata",
  product: "forward-capped",
  sharing: "mid-market",
  priceFloor: "-500",
  priceCap: "500",
  openSlots: 24,
  meteringDeadlineSeconds: 7200,
  tariff: { retailPrice: "200", feedInPrice: "80", buyerFee: "10", sellerFee: "5" },
};

export type OrderTerms = Pick<OrderInput, "slot" | "side" | "energy" | "limitPrice"> &
  Partial<Pick<OrderInput, "nonce" | "account">>;

export type ReadingTerms = Pick<ReadingInput, "slot" | "importRegister" | "exportRegister"> &
  Partial<Pick<ReadingInput, "quality" | "meter">>;

/** What an operator posts to create a test community. */
export function requestOf(
  slug: string,
  terms: Partial<CommunityRequest & { openData: boolean }> = {},
): CommunityRequest & { openData: boolean } {
  return {
    slug,
    name: `Community ${slug}`,
    currency: "KRW",
    timeZone: "UTC",
    slotSeconds: 3600,
    gateClosureSeconds: 600,
    challengeWindowSeconds: 3600,
    settlementPeriod: "day",
    firstSlot: FIRST_SLOT,
    openData: false,
    rules: TERMS,
    ...terms,
  };
}
