import type { BookLevel, RulesTerms } from "@pumasi/protocol";
import { expect, test } from "vitest";
import { dayStarts, earliestStart } from "./announce-starts.js";
import { curvePoints } from "./book-curves.js";
import { changesBetween, faultsOf, termsOf, textsOf } from "./rule-terms.js";

const level = (price: string, cumulated: string): BookLevel => ({
  ...{ price, cumulated },
  energy: "1",
  orders: 1,
});

const TERMS: RulesTerms = {
  mechanism: "uniform-price",
  pricing: "midpoint",
  ties: "pro-rata",
  product: "forward-capped",
  sharing: "mid-market",
  priceFloor: "0",
  priceCap: "1",
  openSlots: 2,
  meteringDeadlineSeconds: 5401,
  tariff: { retailPrice: "0.3", feedInPrice: "0.08", buyerFee: "0.03", sellerFee: "0" },
};

test("a curve steps at each level and ends where the other side begins", () => {
  const bids = [level("140", "1"), level("120", "2.5")];
  expect(curvePoints("demand", bids, "95")).toEqual([
    [0, 140],
    [1, 140],
    [1, 120],
    [2.5, 120],
    [2.5, 95],
  ]);
  expect(curvePoints("supply", [level("95", "1.5")], "140").at(-1)).toEqual([1.5, 140]);
  expect(curvePoints("demand", [level("140", "1.5")], "95").at(-1)).toEqual([1.5, 95]);
  expect(curvePoints("demand", [level("140", "1.5")], "150")).toHaveLength(2);
  expect(curvePoints("demand", [], "95")).toEqual([]);
});

test("terms survive the form, to the second and the last decimal", () => {
  expect(faultsOf(textsOf(TERMS))).toEqual({});
  expect(termsOf(textsOf(TERMS), TERMS)).toEqual(TERMS);
  const changed = termsOf({ ...textsOf(TERMS), buyerFee: " 0.02 ", openSlots: "3" }, TERMS);
  expect(changesBetween(TERMS, changed)).toEqual([
    { field: "buyerFee", before: "0.03", after: "0.02" },
    { field: "openSlots", before: "2", after: "3" },
  ]);
});

test.each([
  ["retailPrice", "cheap", "price"],
  ["feedInPrice", "0.1234567", "price"],
  ["buyerFee", "-0.01", "fee"],
  ["priceFloor", "2", "floor"],
  ["openSlots", "0", "openSlots"],
  ["openSlots", "1.5", "openSlots"],
  ["meteringDeadlineMinutes", "10081", "deadline"],
] as const)("a form with %s %s is not asked about", (field, text, fault) => {
  expect(faultsOf({ ...textsOf(TERMS), [field]: text })).toEqual({ [field]: fault });
});

test("rules begin after all orders that may be open, with time to decide", () => {
  const community = { slotSeconds: 3600, gateClosureSeconds: 900, firstSlot: 0 };
  const rules = [{ version: 1, fromSlot: 0, terms: TERMS }];
  const clock = { now: new Date(100 * 3_600_000).toISOString(), mode: "paced" as const };
  const real = { ...clock, speed: 1, paused: false };
  expect(earliestStart(real, { ...community, rules })).toBe(104);
  expect(earliestStart({ ...real, speed: 3600 }, { ...community, rules })).toBe(123);
  const later = [...rules, { version: 2, fromSlot: 300, terms: TERMS }];
  expect(earliestStart(real, { ...community, rules: later })).toBe(300);
});

test("days begin at local midnight", () => {
  const timeOf = (instant: number) => new Date(instant + 9 * 3_600_000).toISOString().slice(11, 16);
  expect(dayStarts(20, 3600, timeOf).slice(0, 2)).toEqual([39, 63]);
  expect(dayStarts(20, 3600, timeOf)).toHaveLength(14);
});
