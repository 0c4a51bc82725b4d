import { describe, expect, test } from "vitest";
import { apportion, apportionInto, apportionScratch } from "./apportion.js";

describe("apportion", () => {
  test("gives the units that do not divide to the largest remainders", () => {
    expect(apportion(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(apportion(10, [5, 3, 1])).toEqual([6, 3, 1]);
    expect(apportion(2, [1, 5, 3])).toEqual([0, 1, 1]);
  });

  test("gives nothing to nobody, and nothing of nothing", () => {
    expect(apportion(5, [])).toEqual([]);
    expect(apportion(5, [0, 0])).toEqual([0, 0]);
    expect(apportion(0, [2, 3])).toEqual([0, 0]);
  });

  test("stays exact where a product passes 2^53", () => {
    const large = Number.MAX_SAFE_INTEGER;
    expect(apportion(large, [large, large])).toEqual([(large + 1) / 2, (large - 1) / 2]);
  });

  test("stops at totals and weights that cannot be", () => {
    expect(() => apportion(-1, [1])).toThrow("total");
    expect(() => apportion(0.5, [1])).toThrow("total");
    expect(() => apportion(1, [2, -1])).toThrow("weight");
    expect(() => apportion(1, [Number.NaN])).toThrow("weight");
    const small = apportionScratch(1);
    const two = new Float64Array(2);
    expect(() => apportionInto(1, two, two, small)).toThrow("room");
    expect(() => apportionInto(1, two, new Float64Array(1), apportionScratch(2))).toThrow("room");
    expect(() => apportionInto(1, two, two, apportionScratch(3), 3)).toThrow("room");
  });
});
