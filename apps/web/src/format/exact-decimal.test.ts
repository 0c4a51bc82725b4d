import { describe, expect, test } from "vitest";
import {
  drawingNumber,
  isDecimalText,
  signOf,
  subtractDecimals,
  sumDecimals,
} from "./exact-decimal.js";

describe("exact decimals", () => {
  test("sums without floating point", () => {
    expect(sumDecimals(["0.1", "0.2"])).toBe("0.3");
    expect(sumDecimals(["9007199254740993.000001", "-0.000000000001"])).toBe(
      "9007199254740993.000000999999",
    );
    expect(sumDecimals([])).toBe("0");
  });

  test("a sum with a missing part is missing, not smaller", () => {
    expect(sumDecimals(["1", null])).toBeNull();
    expect(subtractDecimals(null, ["1"])).toBeNull();
    expect(subtractDecimals("3", ["1", null])).toBeNull();
  });

  test("subtracts several parts", () => {
    expect(subtractDecimals("1.25", ["0.5", "0.25"])).toBe("0.5");
    expect(subtractDecimals("0", ["0.000001"])).toBe("-0.000001");
  });

  test("knows signs, also of what would round to zero", () => {
    expect(["-0.000000000001", "0", "0.000", "2"].map(signOf)).toEqual([-1, 0, 0, 1]);
  });

  test("draws nothing for a missing value", () => {
    expect(drawingNumber(null)).toBeNull();
    expect(drawingNumber("0.25")).toBe(0.25);
  });

  test("tells plain decimals from other texts", () => {
    expect(["1", "-0.5", "", "1e3", "NaN", " 1"].map(isDecimalText)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
