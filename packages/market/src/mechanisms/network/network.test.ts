import { describe, expect, test } from "vitest";
import { loadSolver } from "../../cases/load-solver.js";
import type { MarketBook } from "../market-book.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult } from "../market-result.js";
import type { Network, NetworkLine, NetworkRule } from "../market-rule.js";
import { network } from "./network.js";
import type { NetworkEvidence } from "./network-evidence.js";

const mechanism = network(await loadSolver());

type Draft = [
  account: number,
  side: "buy" | "sell",
  energy: number,
  limit: number,
  zone: string | undefined,
];

function bookOf(grid: Network, drafts: readonly Draft[]): MarketBook<NetworkRule> {
  const orders = drafts.map(([account, side, energyUkwh, limitPrice, zone], sequence) => {
    const order: MarketOrder = { sequence, account, side, energyUkwh, limitPrice };
    return zone === undefined ? order : { ...order, zone };
  });
  return { rule: { mechanism: "network", network: grid }, orders };
}

/** The result of a book that must be cleared, checked. */
function resultOf(grid: Network, ...drafts: Draft[]): MarketResult<NetworkEvidence> {
  const book = bookOf(grid, drafts);
  const outcome = mechanism.clear(book);
  if (!outcome.ok) throw new Error(outcome.reason);
  expect(mechanism.check(book, outcome.result)).toEqual({ ok: true });
  return outcome.result;
}

const line = (id: string, from: string, to: string, rest: Partial<NetworkLine> = {}) => ({
  id,
  from,
  to,
  capacityUkwh: 100,
  reverseCapacityUkwh: 100,
  scheduledUkwh: 0,
  feePrice: 0,
  ...rest,
});

const pricesOf = ({ evidence }: MarketResult<NetworkEvidence>) =>
  Object.fromEntries(evidence.zones.map(({ zone, price }) => [zone, price]));

describe("clearing on a network", () => {
  test("is as in the docstring's example", () => {
    const cable = { capacityUkwh: 5_000_000, feePrice: 20_000 };
    const result = resultOf(
      { lines: [line("cable", "A", "B", cable)], feeders: [] },
      [1, "sell", 8_000_000, 60_000, "A"],
      [2, "sell", 10_000_000, 200_000, "B"],
      [3, "buy", 10_000_000, 300_000, "B"],
    );
    expect(result).toMatchObject({
      price: null,
      energyUkwh: 10_000_000,
      welfare: 1_600_000_000_000n,
      fund: 700_000_000_000n,
      fills: [5_000_000, 5_000_000, 10_000_000],
    });
    expect(result.evidence).toEqual({
      zones: [
        { zone: "A", price: 60_000, gridPrice: 60_000 },
        { zone: "B", price: 200_000, gridPrice: 200_000 },
      ],
      groups: [],
      lines: [{ id: "cable", flowUkwh: 5_000_000 }],
      feeAmount: 100_000_000_000n,
    });
    expect(result.trades).toEqual([
      {
        buySequence: 2,
        sellSequence: 1,
        energyUkwh: 5_000_000,
        buyPrice: 200_000,
        sellPrice: 200_000,
      },
      {
        buySequence: 2,
        sellSequence: 0,
        energyUkwh: 5_000_000,
        buyPrice: 200_000,
        sellPrice: 60_000,
      },
    ]);
  });

  test("takes a network without lines and feeders for one zone, at the midpoint", () => {
    const result = resultOf(
      { lines: [], feeders: [] },
      [1, "sell", 5, 4, undefined],
      [2, "buy", 5, 11, undefined],
    );
    expect(result).toMatchObject({ price: 7, energyUkwh: 5, welfare: 35n, fund: 0n });
  });

  test("gives an empty result for an empty book and one that does not cross", () => {
    const grid = { lines: [line("cable", "A", "B", { feePrice: 2 })], feeders: [] };
    const empty = { price: null, energyUkwh: 0, welfare: 0n, fund: 0n, trades: [] };
    expect(resultOf(grid)).toMatchObject(empty);
    expect(resultOf(grid, [1, "sell", 5, 4, "A"], [2, "buy", 5, 5, "B"])).toMatchObject(empty);
  });

  test("takes zero and negative prices", () => {
    const grid = { lines: [line("cable", "A", "B", { feePrice: 1 })], feeders: [] };
    const result = resultOf(grid, [1, "sell", 5, -4, "A"], [2, "buy", 5, -1, "B"]);
    expect(result).toMatchObject({ energyUkwh: 5, welfare: 10n, fund: 5n });
    expect(pricesOf(result)).toEqual({ A: -3, B: -2 });
  });

  test("trades what gains nothing, and moves it no farther than it must", () => {
    const grid = { lines: [line("cable", "A", "B")], feeders: [] };
    const result = resultOf(
      grid,
      [1, "sell", 5, 4, "A"],
      [2, "sell", 5, 4, "B"],
      [3, "buy", 5, 4, "B"],
    );
    expect(result).toMatchObject({ price: 4, welfare: 0n, fills: [0, 5, 5] });
  });

  test("shares what is left among equal orders of a zone pro rata", () => {
    const grid = { lines: [line("cable", "A", "B", { capacityUkwh: 10 })], feeders: [] };
    const result = resultOf(
      grid,
      [1, "sell", 12, 1, "A"],
      [2, "sell", 6, 1, "A"],
      [3, "sell", 6, 1, "A"],
      [4, "buy", 50, 9, "B"],
    );
    expect(result.fills).toEqual([5, 3, 2, 10]);
  });

  test("counts what is scheduled on a line, either way", () => {
    const fills = (scheduledUkwh: number) =>
      resultOf(
        { lines: [line("cable", "A", "B", { capacityUkwh: 10, scheduledUkwh })], feeders: [] },
        [1, "sell", 50, 1, "A"],
        [2, "buy", 50, 9, "B"],
      ).fills[0];
    expect([4, 10, 0, -3].map(fills)).toEqual([6, 0, 10, 13]);
  });

  test("keeps to feeders by what members import and export, not by what passes through", () => {
    const lines = [line("ab", "A", "B"), line("bc", "B", "C")];
    const feeder = { id: "f", zone: "B", importCapacityUkwh: 2, exportCapacityUkwh: 3 };
    const result = resultOf(
      { lines, feeders: [feeder] },
      [1, "sell", 20, 1, "A"],
      [2, "buy", 5, 9, "B"],
      [3, "buy", 7, 8, "C"],
    );
    expect(result.fills).toEqual([9, 2, 7]);
    expect(result.evidence.zones[1]).toEqual({ zone: "B", price: 9, gridPrice: 1 });
    const selling = resultOf(
      { lines, feeders: [feeder] },
      [1, "sell", 9, 1, "B"],
      [2, "buy", 9, 8, "C"],
    );
    expect(selling.energyUkwh).toBe(3);
  });
});

describe("a line with too much scheduled", () => {
  const over = line("cable", "A", "B", { capacityUkwh: 10, scheduledUkwh: 13, feePrice: 1 });

  test("is relieved by trades the other way, at the fund's expense", () => {
    const result = resultOf(
      { lines: [over], feeders: [] },
      [1, "sell", 9, 5, "B"],
      [2, "buy", 9, 2, "A"],
    );
    expect(result).toMatchObject({ energyUkwh: 3, welfare: -12n, fund: -9n });
    expect(pricesOf(result)).toEqual({ A: 2, B: 5 });
    expect(result.evidence.lines).toEqual([{ id: "cable", flowUkwh: -3 }]);
  });

  test("is named where no trades relieve it", () => {
    const lines = [line("other", "B", "C"), over];
    const drafts: Draft[] = [
      [1, "sell", 2, 5, "B"],
      [2, "buy", 9, 9, "A"],
    ];
    const refusal = { ok: false, reason: "book_network_infeasible", line: "cable" };
    expect(mechanism.clear(bookOf({ lines, feeders: [] }, drafts))).toEqual(refusal);
    expect(mechanism.clear(bookOf({ lines, feeders: [] }, []))).toEqual(refusal);
    const detour = line("detour", "A", "B", { capacityUkwh: 5 });
    expect(resultOf({ lines: [over, detour], feeders: [] }).evidence.lines).toEqual([
      { id: "cable", flowUkwh: -3 },
      { id: "detour", flowUkwh: 3 },
    ]);
  });
});

describe("an account", () => {
  const grid = { lines: [line("cable", "A", "B", { feePrice: 1 })], feeders: [] };

  test("is never matched with itself, within a zone or across", () => {
    expect(resultOf(grid, [1, "sell", 5, 1, "A"], [1, "buy", 5, 9, "A"]).energyUkwh).toBe(0);
    expect(resultOf(grid, [1, "sell", 5, 1, "A"], [1, "buy", 5, 9, "B"]).energyUkwh).toBe(0);
  });

  test("changes partners where that leaves everybody what they had", () => {
    const result = resultOf(
      grid,
      [1, "sell", 5, 1, "A"],
      [1, "buy", 5, 9, "A"],
      [2, "sell", 5, 1, "A"],
      [3, "buy", 5, 9, "A"],
    );
    expect(result).toMatchObject({ energyUkwh: 10, price: 5 });
    expect(result.trades.map((t) => [t.buySequence, t.sellSequence])).toEqual([
      [1, 2],
      [3, 0],
    ]);
    expect(result.evidence.groups).toEqual([]);
  });

  test("stands apart where it would have to, and gets a price for each of its sides", () => {
    const result = resultOf(
      { lines: [], feeders: [] },
      [1, "sell", 5, 1, undefined],
      [1, "buy", 5, 100, undefined],
      [2, "buy", 2, 3, undefined],
      [2, "sell", 1, 50, undefined],
    );
    expect(result).toMatchObject({ price: null, fills: [2, 1, 2, 1], welfare: 54n, fund: 0n });
    expect(result.trades).toEqual([
      { buySequence: 2, sellSequence: 0, energyUkwh: 2, buyPrice: 1, sellPrice: 1 },
      { buySequence: 1, sellSequence: 3, energyUkwh: 1, buyPrice: 100, sellPrice: 100 },
    ]);
    expect(result.evidence.groups.map(({ account }) => account)).toEqual([null, 1]);
  });

  test("does not swap with accounts that no line in service joins", () => {
    const idle = { capacityUkwh: 0, reverseCapacityUkwh: 0 };
    const drafts: Draft[] = [
      [1, "sell", 5, 1, "A"],
      [1, "buy", 5, 9, "A"],
      [2, "sell", 5, 1, "B"],
      [2, "buy", 5, 9, "B"],
    ];
    const parted = { lines: [line("cable", "A", "B", idle)], feeders: [] };
    expect(resultOf(parted, ...drafts).energyUkwh).toBe(0);
    expect(resultOf(grid, ...drafts).energyUkwh).toBe(10);
  });
});
