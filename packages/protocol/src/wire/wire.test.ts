import { describe, expect, it } from "vitest";
import { clockQuery } from "./clock.js";
import { communityRequest, enrolmentRequest, memberRequest } from "./community.js";
import { decimalText } from "./decimals.js";
import { orderInput, ordersRequest } from "./orders.js";
import { readingInput } from "./readings.js";

const device = `0x${"0a".repeat(20)}`;
const signature = `0x${"0b".repeat(65)}`;

const order = {
  slot: 1,
  account: 4,
  side: "buy",
  energy: "1",
  limitPrice: "-0.5",
  nonce: 0,
  device,
  signature,
};

const reading = {
  slot: 1,
  meter: 0,
  importRegister: "1",
  exportRegister: "0",
  quality: "measured",
  device,
  signature,
};

const member = {
  name: "품앗이 3층",
  pod: "AT003",
  creditLimit: "0",
  wish: { buyBelow: "1", sellAbove: "0" },
};

const community = {
  slug: "a-community",
  name: "Community",
  currency: "KRW",
  timeZone: "Asia/Seoul",
  slotSeconds: 900,
  gateClosureSeconds: 0,
  challengeWindowSeconds: 60,
  firstSlot: 0,
  rules: {
    mechanism: "uniform-price",
    pricing: "midpoint",
    ties: "pro-rata",
    product: "forward-capped",
    sharing: "mid-market",
    priceFloor: "0",
    priceCap: "1",
    openSlots: 1,
    meteringDeadlineSeconds: 0,
    tariff: { retailPrice: "1", feedInPrice: "0", buyerFee: "0", sellerFee: "0" },
  },
};

const enrolment = { code: "0123456789abcdef", device, signature };

const clock = { wake: "2026-01-01T00:00:00Z", device };

describe("decimal texts", () => {
  it.each(["0", "-1", "0.25", "123456789012345678", "0.100000000000"])("may be %s", (text) => {
    expect(decimalText.safeParse(text).success).toBe(true);
  });

  it.each(["", "01", "+1", "1e3", ".5", "5.", " 1", "1,5", "1234567890123456789", "NaN", "−1"])(
    "may not be %j",
    (text) => {
      expect(decimalText.safeParse(text).success).toBe(false);
    },
  );

  it("may not be numbers: those are not exact", () => {
    expect(decimalText.safeParse(1).success).toBe(false);
  });
});

const schemas = {
  orderInput,
  readingInput,
  memberRequest,
  communityRequest,
  enrolmentRequest,
  clockQuery,
};
const good = {
  orderInput: order,
  readingInput: reading,
  memberRequest: member,
  communityRequest: community,
  enrolmentRequest: enrolment,
  clockQuery: clock,
};

describe("wire schemas", () => {
  it.each(Object.keys(schemas) as (keyof typeof schemas)[])("%s takes what is right", (name) => {
    expect(schemas[name].safeParse(good[name]).success).toBe(true);
  });

  it.each<[keyof typeof schemas, Record<string, unknown>]>([
    ["orderInput", { slot: -1 }],
    ["orderInput", { slot: 0x1_0000_0000 }],
    ["orderInput", { slot: 1.5 }],
    ["orderInput", { account: "4" }],
    ["orderInput", { side: "short" }],
    ["orderInput", { energy: 1 }],
    ["orderInput", { nonce: 2 ** 53 }],
    ["orderInput", { device: device.toUpperCase() }],
    ["orderInput", { device: device.slice(2) }],
    ["orderInput", { signature: signature.slice(0, -2) }],
    ["orderInput", { signature: `${signature}\n` }],
    ["orderInput", { limitPrice: undefined }],
    ["readingInput", { quality: "substituted" }],
    ["readingInput", { importRegister: "1 kWh" }],
    ["readingInput", { meter: 0x1_0000_0000 }],
    ["memberRequest", { name: "" }],
    ["memberRequest", { name: "two\nlines" }],
    ["memberRequest", { pod: "nul\u0000" }],
    ["memberRequest", { pod: "x".repeat(65) }],
    ["communityRequest", { slug: "Upper" }],
    ["communityRequest", { slug: "../etc" }],
    ["communityRequest", { currency: "won" }],
    ["communityRequest", { slotSeconds: 600 }],
    ["communityRequest", { challengeWindowSeconds: 59 }],
    ["communityRequest", { rules: { ...community.rules, openSlots: 97 } }],
    ["communityRequest", { rules: { ...community.rules, mechanism: "barter" } }],
    ["enrolmentRequest", { code: "short" }],
    ["clockQuery", { wake: "tomorrow" }],
    ["clockQuery", { device: "0x1" }],
  ])("%s refuses %j", (name, spoilt) => {
    expect(schemas[name].safeParse({ ...good[name], ...spoilt }).success).toBe(false);
  });

  it("take 1 to 1000 orders at once", () => {
    const times = (count: number) => ({ orders: Array.from({ length: count }, () => order) });
    expect([0, 1, 1000, 1001].map((n) => ordersRequest.safeParse(times(n)).success)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
