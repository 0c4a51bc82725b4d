import type { CommunityTotals } from "@pumasi/protocol";
import { expect, test } from "vitest";
import { fromNeighbours, originShares } from "./energy-origins.js";

const totals: CommunityTotals = {
  slots: 24,
  imported: "100",
  exported: "40",
  delivered: "25.1",
  shared: "10.2",
  suppliedImport: "64.7",
  suppliedExport: "4.7",
  costWithout: "20000",
  costWith: "18000",
  saved: "2000",
};

test("neighbours' energy is contracts and sharing together", () => {
  expect(fromNeighbours(totals)).toBe("35.3");
});

test("shares add up to the whole, however the parts divide it", () => {
  expect(originShares(totals)).toEqual({ delivered: 251, shared: 102, supplier: 647 });
  const thirds = { ...totals, delivered: "1", shared: "1", suppliedImport: "1" };
  expect(originShares(thirds)).toEqual({ delivered: 334, shared: 333, supplier: 333 });
});

test("there are no shares before there is any import, nor of what is no energy", () => {
  const nothing = { delivered: null, shared: null, supplier: null };
  const none = { ...totals, delivered: "0", shared: "0", suppliedImport: "0" };
  expect(originShares(none)).toEqual(nothing);
  expect(originShares({ ...totals, suppliedImport: "-0.1" })).toEqual(nothing);
});
