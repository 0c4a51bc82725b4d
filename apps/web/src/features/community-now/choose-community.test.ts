import type { CommunityDescription } from "@pumasi/protocol";
import { expect, test } from "vitest";
import { askedCommunity, chooseCommunity, communitySearch } from "./choose-community.js";

const address = `0x${"0".repeat(40)}` as const;

function communityOf(slug: string): CommunityDescription {
  return {
    slug,
    name: slug,
    currency: "KRW",
    timeZone: "Asia/Seoul",
    slotSeconds: 3600,
    gateClosureSeconds: 900,
    challengeWindowSeconds: 3600,
    settlementPeriod: "day",
    firstSlot: 0,
    untilSlot: null,
    chainId: 1,
    contracts: {
      coin: address,
      bondCoin: address,
      community: address,
      market: address,
      ledger: address,
      court: address,
      demands: address,
      inbox: address,
      factJudge: address,
      periodJudge: address,
      uniformPriceRule: address,
    },
    receiptSigner: address,
    rules: [],
  };
}

test("an address names its community", () => {
  expect(askedCommunity(communitySearch("sunny-flats"))).toBe("sunny-flats");
  expect(askedCommunity("")).toBeNull();
});

test("shows the first community unless another is asked for, and never a different one", () => {
  const communities = [communityOf("a-one"), communityOf("b-two")];
  expect(chooseCommunity(communities, null)?.slug).toBe("a-one");
  expect(chooseCommunity(communities, "b-two")?.slug).toBe("b-two");
  expect(chooseCommunity(communities, "gone")).toBeNull();
  expect(chooseCommunity([], null)).toBeNull();
});
