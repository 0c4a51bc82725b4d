import { FAULT_TEXT } from "@pumasi/protocol";
import { expect, test } from "vitest";
import { createFormats } from "../../../format/formats.js";
import en from "../../../i18n/ledger-page.en.json" with { type: "json" };
import ko from "../../../i18n/ledger-page.ko.json" with { type: "json" };
import { PALETTES } from "../../../theme.js";
import { gasBars, gasEach } from "./gas-bars.js";

test("every fault is told in the protocol's own words, and in Korean", () => {
  expect(en.ledgerPage.faults).toEqual(FAULT_TEXT);
  const korean: Record<string, string> = ko.ledgerPage.faults;
  expect(Object.keys(korean)).toEqual(Object.keys(FAULT_TEXT));
  expect(Object.values(korean).filter((text) => !/[가-힣].*니다\.$/.test(text))).toEqual([]);
});

test("gas is divided without fractions, and nothing by nothing is no figure", () => {
  expect(gasEach("123456789012345678901", 10)).toBe("12345678901234567890");
  expect(gasEach("0", 0)).toBeNull();
});

test("bars lie by kind and stand by day", () => {
  const formats = createFormats({ locale: "en-GB", currency: null, timeZone: "UTC" });
  const bars = [{ name: "clear", gasUsed: "1200000", actions: 3 }];
  const input = { bars, palette: PALETTES.light, formats, actionsLabel: "Actions" };
  const axes = (direction: "lying" | "standing") => {
    const { xAxis, yAxis } = gasBars({ ...input, direction }) as Record<string, { type: string }>;
    return [xAxis?.type, yAxis?.type];
  };
  expect(axes("lying")).toEqual(["value", "category"]);
  expect(axes("standing")).toEqual(["category", "value"]);
});
