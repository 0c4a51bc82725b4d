import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FIRST_MEMBER_ACCOUNT } from "@pumasi/market";
import type { CommunityRequest, MemberRequest } from "@pumasi/protocol";
import { z } from "zod";
import { homesFolder } from "../places.js";

/** Row 0 of the recorded homes: hour 24 of 31 July, at the source's fixed offset of −8 hours. */
export const FIRST_ROW = Date.parse("2016-07-31T23:00:00-08:00");

const SLOT_SECONDS = 3600;

/** The first traded slot begins at local midnight, one row after the first, which gives the baseline. */
export const FIRST_SLOT = FIRST_ROW / (SLOT_SECONDS * 1000) + 1;

export const SLOTS_PER_DAY = 86_400 / SLOT_SECONDS;

/** Whole days in the recorded year. */
export const MOST_DAYS = 364;

export const DEMO_SLUG = "citylearn";

/**
 * The demo community: retail 0.30 and feed-in 0.08 as in the published comparison of this data, and a
 * grid fee of 0.03 on energy that stays in the community.
 */
export const demoCommunity: CommunityRequest & { openData: boolean } = {
  slug: DEMO_SLUG,
  name: "CityLearn homes",
  currency: "USD",
  timeZone: "Etc/GMT+8",
  slotSeconds: SLOT_SECONDS,
  gateClosureSeconds: 900,
  challengeWindowSeconds: 7200,
  settlementPeriod: "day",
  firstSlot: FIRST_SLOT,
  openData: true,
  rules: {
    mechanism: "uniform-price",
    pricing: "midpoint",
    ties: "pro-rata",
    product: "forward-capped",
    sharing: "mid-market",
    priceFloor: "0",
    priceCap: "1",
    openSlots: 2,
    meteringDeadlineSeconds: 7200,
    tariff: { retailPrice: "0.3", feedInPrice: "0.08", buyerFee: "0.03", sellerFee: "0" },
  },
};

const homesFile = z.object({
  homes: z.array(z.object({ name: z.string(), file: z.string() }).loose()),
});

export interface DemoHome {
  /** "home-01": the folder of its gateway, its file, and its device's name. */
  name: string;
  file: string;
  /** What its device signs on. */
  curve: "secp256k1" | "p256";
  member: MemberRequest;
}

/** The account of the one home whose device signs on P-256, as a chip in a meter or a phone does. */
export const P256_ACCOUNT = FIRST_MEMBER_ACCOUNT + 3;

/** The homes with their wishes: limits that differ from home to home, as households' would. */
export function demoHomes(): DemoHome[] {
  const { homes } = homesFile.parse(
    JSON.parse(readFileSync(join(homesFolder(), "homes.json"), "utf8")),
  );
  return homes.map(({ name, file }, index) => ({
    name,
    file: join(homesFolder(), file),
    curve: FIRST_MEMBER_ACCOUNT + index === P256_ACCOUNT ? "p256" : "secp256k1",
    member: {
      name: `Home ${index + 1}`,
      pod: `demo-pod-${String(index + 1).padStart(2, "0")}`,
      creditLimit: "2500",
      wish: {
        buyBelow: `0.${30 - (index % 5) * 2}`,
        sellAbove: `0.${String(8 + (index % 4) * 2).padStart(2, "0")}`,
      },
    },
  }));
}
