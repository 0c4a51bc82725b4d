import { describe, expect, test } from "vitest";
import { parseDecimal, printDecimal } from "./decimal.js";

describe("parseDecimal", () => {
  test.each([
    ["0", 6, 0n],
    ["-0", 6, 0n],
    ["1", 6, 1_000_000n],
    ["0.25", 6, 250_000n],
    ["-120.5", 6, -120_500_000n],
    ["0.000001", 6, 1n],
    ["1.500000000", 6, 1_500_000n],
    ["7", 0, 7n],
    ["999999999999999999.999999999999", 12, 999_999_999_999_999_999_999_999_999_999n],
  ])("reads %s with %i decimals", (text, decimals, value) => {
    expect(parseDecimal(text, decimals)).toEqual({ ok: true, value });
  });

  test.each([
    "",
    " 1",
    "1 ",
    "1\n",
    "+1",
    "--1",
    "-",
    ".5",
    "5.",
    "1.2.3",
    "1e3",
    "0x1",
    "1,5",
    "01",
    "00.5",
    "NaN",
    "Infinity",
    "١",
    `0.${"0".repeat(63)}`,
  ])("refuses %j: not_a_decimal", (text) => {
    expect(parseDecimal(text, 6)).toEqual({ ok: false, reason: "not_a_decimal" });
  });

  test("refuses more decimals than the unit has instead of rounding: too_many_decimals", () => {
    expect(parseDecimal("0.0000001", 6)).toEqual({ ok: false, reason: "too_many_decimals" });
    expect(parseDecimal("1.5", 0)).toEqual({ ok: false, reason: "too_many_decimals" });
  });

  test("refuses more than eighteen whole digits: out_of_range, also with too many decimals", () => {
    const reason = "out_of_range";
    expect(parseDecimal("1000000000000000000", 6)).toEqual({ ok: false, reason });
    expect(parseDecimal("-1000000000000000000.0000001", 6)).toEqual({ ok: false, reason });
  });
});

describe("printDecimal", () => {
  test.each([
    [0n, 6, "0"],
    [1n, 6, "0.000001"],
    [-1n, 6, "-0.000001"],
    [250_000n, 6, "0.25"],
    [-120_500_000n, 6, "-120.5"],
    [1_000_000n, 6, "1"],
    [7n, 0, "7"],
    [-70n, 0, "-70"],
  ])("prints %s with %i decimals as %s", (value, decimals, text) => {
    expect(printDecimal(value, decimals)).toBe(text);
  });
});
