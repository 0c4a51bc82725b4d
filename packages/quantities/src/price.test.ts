import { describe, expect, test } from "vitest";
import { parsePrice, printPrice } from "./price.js";

describe("price", () => {
  test("reads currency per kWh into 10^-6 and prints it back, below zero too", () => {
    expect(parsePrice("0.305")).toEqual({ ok: true, value: 305_000 });
    expect(parsePrice("-0.05")).toEqual({ ok: true, value: -50_000 });
    expect(printPrice(305_000)).toBe("0.305");
    expect(printPrice(-50_000n)).toBe("-0.05");
  });

  test("refuses what it cannot hold exactly", () => {
    expect(parsePrice("0.0000001")).toEqual({ ok: false, reason: "too_many_decimals" });
    expect(parsePrice("-9007199254.740992")).toEqual({ ok: false, reason: "out_of_range" });
    expect(parsePrice("")).toEqual({ ok: false, reason: "not_a_decimal" });
  });
});
