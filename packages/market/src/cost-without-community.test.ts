import { expect, test } from "vitest";
import { costWithoutCommunity } from "./cost-without-community.js";

test("the cost on the grid tariff alone is retail for import less feed-in for export", () => {
  const tariff = { retailPrice: 300_000, feedInPrice: 80_000, buyerFee: 9, sellerFee: 9 };
  const cost = (importedUkwh: number, exportedUkwh: number) =>
    costWithoutCommunity({ importedUkwh, exportedUkwh }, tariff);
  expect(cost(2_000_000, 0)).toBe(600_000_000_000n);
  expect(cost(0, 1_000_000)).toBe(-80_000_000_000n);
  expect(cost(1_000_000, 1_000_000)).toBe(220_000_000_000n);
});
