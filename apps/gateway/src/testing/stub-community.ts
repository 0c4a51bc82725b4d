import type { CommunityDescription } from "@pumasi/protocol";

export const HOUR = 3_600_000;
/** The first row of the test homes, and the community's first slot. */
export const FIRST_ROW = Date.parse("2016-08-01T07:00:00Z");
export const FIRST_SLOT = FIRST_ROW / HOUR;

const address = (digit: string) => `0x${digit.repeat(40)}` as const;

/** A community of hourly slots whose gates close as they start. */
export function stubCommunity(
  receiptSigner: `0x${string}`,
  openSlots: number,
): CommunityDescription {
  return {
    slug: "stub",
    name: "Stub",
    currency: "USD",
    timeZone: "Etc/GMT+8",
    slotSeconds: 3600,
    gateClosureSeconds: 0,
    challengeWindowSeconds: 3600,
    settlementPeriod: "day",
    firstSlot: FIRST_SLOT,
    untilSlot: null,
    chainId: 31337,
    contracts: {
      coin: address("1"),
      bondCoin: address("5"),
      community: address("2"),
      market: address("3"),
      ledger: address("4"),
      court: address("6"),
      demands: address("7"),
      inbox: address("8"),
      factJudge: address("9"),
      periodJudge: address("a"),
      uniformPriceRule: address("b"),
    },
    receiptSigner,
    rules: [
      {
        version: 1,
        fromSlot: FIRST_SLOT,
        terms: {
          mechanism: "uniform-price",
          pricing: "midpoint",
          ties: "pro-rata",
          product: "forward-capped",
          sharing: "mid-market",
          priceFloor: "0",
          priceCap: "1",
          openSlots,
          meteringDeadlineSeconds: 7200,
          tariff: { retailPrice: "0.3", feedInPrice: "0.08", buyerFee: "0.02", sellerFee: "0" },
        },
      },
    ],
  };
}
