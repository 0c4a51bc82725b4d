import { describe, expect, test } from "vitest";
import { sharingPriceOf } from "./sharing-price.js";
import type { Tariff } from "./tariff.js";

const tariff = (retailPrice: number, feedInPrice: number): Tariff => ({
  retailPrice,
  feedInPrice,
  buyerFee: 3,
  sellerFee: 2,
});

describe("sharingPriceOf", () => {
  test("is halfway between what givers must get and takers may pay, rounded down", () => {
    expect(sharingPriceOf([tariff(30, 8)], [tariff(30, 8)])).toBe(18);
    expect(sharingPriceOf([tariff(30, -33)], [tariff(-1, 8)])).toBe(-18);
  });

  test("goes by the most demanding giver and the most sparing taker", () => {
    const givers = [tariff(99, 8), tariff(10, 14)];
    const takers = [tariff(30, 50), tariff(25, -9)];
    expect(sharingPriceOf(givers, takers)).toBe(19);
  });

  test("is possible where the two are equal and null where they miss each other", () => {
    expect(sharingPriceOf([tariff(0, 8)], [tariff(13, 0)])).toBe(10);
    expect(sharingPriceOf([tariff(0, 8)], [tariff(12, 0)])).toBeNull();
  });

  test("is null when nobody gives or nobody takes", () => {
    expect(sharingPriceOf([], [tariff(30, 8)])).toBeNull();
    expect(sharingPriceOf([tariff(30, 8)], [])).toBeNull();
  });
});
