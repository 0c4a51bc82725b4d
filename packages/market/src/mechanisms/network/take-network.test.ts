import { describe, expect, test } from "vitest";
import { MAX_PRICE } from "../../tariff.js";
import type { MarketOrder } from "../market-order.js";
import type { Network } from "../market-rule.js";
import { networkRefusal, zoneNames } from "./take-network.js";

const line = {
  id: "l",
  from: "A",
  to: "B",
  capacityUkwh: 5,
  reverseCapacityUkwh: 5,
  scheduledUkwh: 0,
  feePrice: 0,
};
const feeder = { id: "f", zone: "C", importCapacityUkwh: 5, exportCapacityUkwh: 5 };
const grid: Network = { lines: [line], feeders: [feeder] };

function ordersIn(...zones: (string | undefined)[]): MarketOrder[] {
  return zones.map((zone, sequence) => {
    const order = { sequence, account: 1, side: "buy", limitPrice: 1, energyUkwh: 5 } as const;
    return zone === undefined ? order : { ...order, zone };
  });
}

const refusalOf = (network: Network, orders: readonly MarketOrder[] = []) =>
  networkRefusal(
    network,
    orders,
    orders.map(({ limitPrice }) => limitPrice),
  );

test("zones are those that lines and feeders name, by name", () => {
  expect(zoneNames({ lines: [{ ...line, from: "b", to: "a" }], feeders: [feeder] })).toEqual([
    "C",
    "a",
    "b",
  ]);
  expect(zoneNames({ lines: [], feeders: [] })).toEqual([""]);
});

test("a valid network is taken, with orders in its zones", () => {
  expect(refusalOf(grid, ordersIn("A", "B", "C"))).toBeNull();
  expect(refusalOf({ lines: [], feeders: [] }, ordersIn(undefined, undefined))).toBeNull();
});

describe("book_zone_unknown names the lowest sequence and comes first", () => {
  const broken = { lines: [line, line], feeders: [] };
  test.each([
    ["a zone that is not there", grid, ordersIn("A", "D", "E"), 1],
    ["no zone where there are some", grid, ordersIn("A", "B", undefined), 2],
    ["a zone where there are none", { lines: [], feeders: [] }, ordersIn("A"), 0],
    ["an invalid network as well", broken, ordersIn("A", "D"), 1],
  ])("%s", (_, network, orders, sequence) => {
    const refusal = { ok: false, reason: "book_zone_unknown", sequence };
    expect(refusalOf(network, orders)).toEqual(refusal);
  });
});

describe("book_network_invalid names the line or feeder", () => {
  test.each([
    ["no id", { id: "" }],
    ["the id of a line before", { id: "first" }],
    ["no beginning", { from: "" }],
    ["no end", { to: "" }],
    ["the same zone at both ends", { to: "A" }],
    ["a negative capacity", { capacityUkwh: -1 }],
    ["a negative reverse capacity", { reverseCapacityUkwh: -1 }],
    ["half a unit of capacity", { capacityUkwh: 0.5 }],
    ["half a unit scheduled", { scheduledUkwh: 0.5 }],
    ["a negative fee", { feePrice: -1 }],
    ["half a fee", { feePrice: 0.5 }],
    ["a fee beyond the largest price", { feePrice: MAX_PRICE + 1 }],
  ])("a line with %s", (_, change) => {
    const changed = { ...line, ...change };
    const network = { lines: [{ ...line, id: "first" }, changed], feeders: [feeder] };
    const refusal = { ok: false, reason: "book_network_invalid", line: changed.id };
    expect(refusalOf(network)).toEqual(refusal);
  });

  test.each([
    ["no id", { id: "" }],
    ["a line's id", { id: "l" }],
    ["no zone", { zone: "" }],
    ["a zone that has one", { zone: "B" }],
    ["a negative import capacity", { importCapacityUkwh: -1 }],
    ["an infinite export capacity", { exportCapacityUkwh: Number.POSITIVE_INFINITY }],
  ])("a feeder with %s", (_, change) => {
    const changed = { ...feeder, ...change };
    const network = { lines: [line], feeders: [{ ...feeder, id: "g", zone: "B" }, changed] };
    const refusal = { ok: false, reason: "book_network_invalid", line: changed.id };
    expect(refusalOf(network)).toEqual(refusal);
  });

  test("none where sums over the network no longer fit", () => {
    const refusal = { ok: false, reason: "book_network_invalid" };
    const scheduledUkwh = Number.MAX_SAFE_INTEGER - 5;
    const scheduled = { lines: [{ ...line, scheduledUkwh }], feeders: [feeder] };
    expect(refusalOf(scheduled)).toBeNull();
    expect(refusalOf(scheduled, ordersIn("A"))).toEqual(refusal);
    const lines = Array.from({ length: 1_200 }, (_, index) => ({
      ...line,
      id: `${index}`,
      to: `zone ${index}`,
    }));
    expect(refusalOf({ lines, feeders: [] })).toBeNull();
    const dear = lines.map((each) => ({ ...each, feePrice: MAX_PRICE }));
    expect(refusalOf({ lines: dear, feeders: [] })).toEqual(refusal);
  });
});
