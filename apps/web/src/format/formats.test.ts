import { describe, expect, test } from "vitest";
import { createFormats, MISSING } from "./formats.js";

const en = createFormats({ locale: "en-GB", currency: "EUR", timeZone: "Europe/Berlin" });
const ko = createFormats({ locale: "ko-KR", currency: "KRW", timeZone: "Asia/Seoul" });

describe("numbers", () => {
  test("keep every digit that a float would lose", () => {
    expect(en.energyNumber("9007199254740993.0005")).toBe("9,007,199,254,740,993.001");
    expect(en.exactMoney("1234.000000000001")).toBe("€1,234.000000000001");
    expect(en.exactEnergyNumber("9007199254740993.000001")).toBe("9,007,199,254,740,993.000001");
    expect(en.exactEnergyNumber("0.5")).toBe("0.500000");
  });

  test("round half away from zero and never show a negative zero", () => {
    expect(en.money("0.125")).toBe("€0.13");
    expect(en.money("-0.004")).toBe("€0.00");
    expect(en.money("-0.125")).toBe("-€0.13");
  });

  test("follow the currency's own decimals", () => {
    expect(ko.money("1234.5")).toBe("₩1,235");
    expect(ko.price("120.5")).toBe("₩120.50");
    expect(en.price("0.305")).toBe("€0.3050");
  });

  test("bear no sign of a currency that is not known", () => {
    const unknown = createFormats({ locale: "en-GB", currency: null, timeZone: "UTC" });
    expect(unknown.exactMoney("-1234.567")).toBe("-1,234.567");
    expect(unknown.money("0.125")).toBe("0.13");
  });

  test("say that a value is missing instead of showing zero", () => {
    for (const show of [
      en.energy,
      en.energyNumber,
      en.exactEnergyNumber,
      en.money,
      en.exactMoney,
      en.price,
    ]) {
      expect(show(null)).toBe(MISSING);
      expect(show("0")).not.toBe(MISSING);
    }
    expect(en.percent(null)).toBe(MISSING);
    expect(en.count(null)).toBe(MISSING);
  });

  test("count and share", () => {
    expect(en.count(12_345)).toBe("12,345");
    expect(en.count("123456789012345678")).toBe("123,456,789,012,345,678");
    expect(en.percent(424)).toBe("42.4%");
  });
});

describe("instants", () => {
  const autumn = Date.UTC(2026, 9, 25, 0, 30);

  test("are shown in the community's time zone, also in the hour that comes twice", () => {
    expect(en.time(autumn)).toBe("02:30");
    expect(en.time(autumn + 3_600_000)).toBe("02:30");
    expect(ko.time(autumn)).toBe("09:30");
  });

  test("write midnight as 00:00", () => {
    expect(ko.time(Date.UTC(2026, 0, 1, 15, 0))).toBe("00:00");
    expect(en.day(autumn)).toContain("25 Oct");
  });
});
