import { describe, expect, test } from "vitest";
import { loadSolver } from "../../cases/load-solver.js";
import { assembleResult } from "../assemble-result.js";
import type { MarketBook } from "../market-book.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult, MarketTrade } from "../market-result.js";
import type { Network, NetworkRule } from "../market-rule.js";
import { onePrice } from "../one-price.js";
import { checkNetwork } from "./check-network.js";
import { network } from "./network.js";
import type { GroupPremium, NetworkEvidence } from "./network-evidence.js";

const mechanism = network(await loadSolver());

type Draft = [account: number, side: "buy" | "sell", energy: number, limit: number, zone: string];
type Pair = [buySequence: number, sellSequence: number, energy: number];

function bookOf(grid: Network, drafts: readonly Draft[]): MarketBook<NetworkRule> {
  const orders = drafts.map(
    ([account, side, energyUkwh, limitPrice, zone], sequence): MarketOrder => {
      return { sequence, account, side, energyUkwh, limitPrice, zone };
    },
  );
  return { rule: { mechanism: "network", network: grid }, orders };
}

/** A result that somebody made up: consistent in itself, at these prices and with these trades. */
function madeUp(
  { orders, rule }: MarketBook<NetworkRule>,
  pairs: readonly Pair[],
  prices: Record<string, number>,
  rest: Partial<NetworkEvidence> = {},
): MarketResult<NetworkEvidence> {
  const groups = rest.groups ?? [];
  const priceOf = (sequence: number) => {
    const { account, zone = "", side } = orders[sequence] as MarketOrder;
    const group =
      groups.find((each) => each.account === account) ?? groups.find((g) => g.account === null);
    const premium = side === "buy" ? group?.buyPremium : group?.sellPremium;
    return (prices[zone] as number) + (premium ?? 0);
  };
  const trades = pairs.map(([buySequence, sellSequence, energyUkwh]): MarketTrade => {
    const [buyPrice, sellPrice] = [priceOf(buySequence), priceOf(sellSequence)];
    return { buySequence, sellSequence, energyUkwh, buyPrice, sellPrice };
  });
  const zones = Object.entries(prices).map(([zone, price]) => ({ zone, price, gridPrice: price }));
  const lines = rest.lines ?? rule.network.lines.map(({ id }) => ({ id, flowUkwh: 0 }));
  let feeAmount = 0n;
  for (const { id, flowUkwh } of lines) {
    const feePrice = rule.network.lines.find((line) => line.id === id)?.feePrice ?? 0;
    feeAmount += BigInt(Math.abs(flowUkwh)) * BigInt(feePrice);
  }
  const evidence = { zones, groups, lines, feeAmount, ...rest };
  const limits = orders.map(({ limitPrice }) => limitPrice);
  const result = assembleResult(orders, limits, onePrice(trades), trades, evidence);
  return { ...result, welfare: result.welfare - feeAmount };
}

const cable = {
  id: "cable",
  from: "A",
  to: "B",
  capacityUkwh: 5,
  reverseCapacityUkwh: 5,
  scheduledUkwh: 0,
  feePrice: 1,
};
const feeder = { id: "feeder", zone: "B", importCapacityUkwh: 4, exportCapacityUkwh: 4 };
const plain: Network = { lines: [cable], feeders: [] };
const fed: Network = { lines: [cable], feeders: [feeder] };

/** Ten offered in A and wanted in B, where five can go and four get in. */
const crossing: Draft[] = [
  [1, "sell", 10, 2, "A"],
  [2, "buy", 10, 9, "B"],
];

describe("what a result may not do is named", () => {
  test("more than a line carries, with the line", () => {
    const book = bookOf(plain, crossing);
    const lines = [{ id: "cable", flowUkwh: 6 }];
    const result = madeUp(book, [[1, 0, 6]], { A: 2, B: 9 }, { lines });
    const fault = { ok: false, reason: "result_capacity_exceeded", line: "cable" };
    expect(checkNetwork(book, result)).toEqual(fault);
  });

  test.each([
    ["imports", crossing],
    [
      "exports",
      [
        [1, "sell", 10, 2, "B"],
        [2, "buy", 10, 9, "A"],
      ] satisfies Draft[],
    ],
  ])("more %s than a feeder lets through, with the feeder", (which, drafts) => {
    const book = bookOf(fed, drafts);
    const flowUkwh = which === "imports" ? 5 : -5;
    const lines = [{ id: "cable", flowUkwh }];
    const prices = which === "imports" ? { A: 2, B: 9 } : { A: 9, B: 2 };
    const fault = { ok: false, reason: "result_capacity_exceeded", line: "feeder" };
    expect(checkNetwork(book, madeUp(book, [[1, 0, 5]], prices, { lines }))).toEqual(fault);
  });

  test("trades that the lines' flows do not carry", () => {
    const book = bookOf(plain, crossing);
    const lines = [{ id: "cable", flowUkwh: 4 }];
    const result = madeUp(book, [[1, 0, 5]], { A: 2, B: 9 }, { lines });
    const fault = { ok: false, reason: "result_evidence_wrong" };
    expect(checkNetwork(book, result)).toEqual(fault);
  });

  test("a better order passed over, and equal ones not shared pro rata", () => {
    const book = bookOf(plain, [
      [1, "sell", 4, 2, "A"],
      [2, "sell", 4, 3, "A"],
      [3, "sell", 4, 3, "A"],
      [4, "buy", 6, 9, "A"],
    ]);
    const prices = { A: 3, B: 3 };
    const passing: Pair[] = [
      [3, 0, 3],
      [3, 1, 3],
    ];
    expect(checkNetwork(book, madeUp(book, passing, prices))).toEqual({
      ok: false,
      reason: "result_against_merit",
      sequence: 0,
      otherSequence: 1,
    });
    const unfair: Pair[] = [
      [3, 0, 4],
      [3, 1, 2],
    ];
    const fault = { ok: false, reason: "result_ration_wrong" };
    expect(checkNetwork(book, madeUp(book, unfair, prices))).toMatchObject(fault);
  });

  test("orders left that would gain", () => {
    const book = bookOf(plain, crossing);
    const fault = { ok: false, reason: "result_welfare_left", sequence: 0 };
    expect(checkNetwork(book, madeUp(book, [], { A: 5, B: 5 }))).toEqual(fault);
    const later = { ...fault, sequence: 1 };
    expect(checkNetwork(book, madeUp(book, [], { A: 2, B: 3 }))).toEqual(later);
  });

  test("a line or a feeder left with room between different prices", () => {
    const drafts: Draft[] = [
      [1, "sell", 3, 1, "A"],
      [2, "buy", 3, 2, "A"],
      [3, "sell", 3, 8, "B"],
      [4, "buy", 3, 9, "B"],
    ];
    const pairs: Pair[] = [
      [1, 0, 3],
      [3, 2, 3],
    ];
    const fault = { ok: false, reason: "result_welfare_left", line: "cable" };
    const book = bookOf(plain, drafts);
    expect(checkNetwork(book, madeUp(book, pairs, { A: 2, B: 8 }))).toEqual(fault);
    const withFeeder = bookOf(fed, drafts);
    const zones = [
      { zone: "A", price: 2, gridPrice: 2 },
      { zone: "B", price: 8, gridPrice: 2 },
    ];
    const result = madeUp(withFeeder, pairs, { A: 2, B: 8 }, { zones });
    expect(checkNetwork(withFeeder, result)).toEqual({ ...fault, line: "feeder" });
  });

  test("a line used against its prices", () => {
    const book = bookOf(plain, [
      [1, "sell", 3, 2, "A"],
      [2, "buy", 3, 2, "B"],
    ]);
    const lines = [{ id: "cable", flowUkwh: 3 }];
    const fault = { ok: false, reason: "result_welfare_left", line: "cable" };
    expect(checkNetwork(book, madeUp(book, [[1, 0, 3]], { A: 2, B: 2 }, { lines }))).toEqual(fault);
  });

  test("groups kept from trades that they could make", () => {
    const grid: Network = { lines: [], feeders: [{ ...feeder, zone: "A" }] };
    const book = bookOf(grid, [
      [1, "sell", 5, 1, "A"],
      [1, "buy", 5, 100, "A"],
      [2, "buy", 2, 3, "A"],
      [2, "sell", 1, 50, "A"],
    ]);
    const groups: GroupPremium[] = [
      { zone: "A", account: null, buyPremium: -49, sellPremium: 0 },
      { zone: "A", account: 1, buyPremium: 50, sellPremium: -49 },
    ];
    const result = madeUp(book, [[2, 0, 2]], { A: 50 }, { groups });
    expect(checkNetwork(book, result)).toEqual({ ok: false, reason: "result_welfare_left" });
    const full = bookOf(grid, [
      [1, "sell", 2, 1, "A"],
      [1, "buy", 5, 100, "A"],
      [2, "buy", 2, 3, "A"],
    ]);
    const paid: GroupPremium[] = [
      { zone: "A", account: null, buyPremium: -98, sellPremium: 0 },
      { zone: "A", account: 1, buyPremium: 0, sellPremium: -97 },
    ];
    const gaining = madeUp(full, [[2, 0, 2]], { A: 100 }, { groups: paid });
    expect(checkNetwork(full, gaining)).toEqual({ ok: false, reason: "result_welfare_left" });
  });

  test("an outcome as good as the promised one, but another", () => {
    const book = bookOf({ lines: [{ ...cable, feePrice: 0 }], feeders: [] }, [
      [1, "sell", 3, 2, "A"],
      [2, "sell", 3, 2, "B"],
      [3, "buy", 3, 9, "B"],
    ]);
    const lines = [{ id: "cable", flowUkwh: 3 }];
    const result = madeUp(book, [[2, 0, 3]], { A: 2, B: 2 }, { lines });
    expect(checkNetwork(book, result)).toEqual({ ok: false, reason: "result_ration_wrong" });
    const none = bookOf(plain, [
      [1, "sell", 3, 2, "A"],
      [2, "buy", 3, 2, "A"],
    ]);
    const idle = madeUp(none, [], { A: 2, B: 2 });
    expect(checkNetwork(none, idle)).toEqual({ ok: false, reason: "result_ration_wrong" });
  });

  test("another price within the same limits", () => {
    const book = bookOf(plain, [
      [1, "sell", 3, 2, "A"],
      [2, "buy", 3, 9, "A"],
    ]);
    const result = madeUp(book, [[1, 0, 3]], { A: 6, B: 6 });
    expect(checkNetwork(book, result)).toEqual({ ok: false, reason: "result_evidence_wrong" });
  });

  test("other partners, and a price where there is none", () => {
    const book = bookOf(plain, [
      [1, "sell", 3, 2, "A"],
      [2, "sell", 3, 2, "A"],
      [3, "buy", 3, 2, "A"],
      [4, "buy", 3, 2, "A"],
    ]);
    const outcome = mechanism.clear(book);
    if (!outcome.ok) throw new Error(outcome.reason);
    const { zones } = outcome.result.evidence;
    const crossed: Pair[] = [
      [2, 1, 3],
      [3, 0, 3],
    ];
    const result = madeUp(book, crossed, { A: 2, B: 2 }, { zones });
    const fault = { ok: false, reason: "result_pairs_wrong", trade: 0 };
    expect(checkNetwork(book, result)).toEqual(fault);
    const other = { ok: false, reason: "result_price_differs" };
    expect(checkNetwork(book, { ...outcome.result, price: null })).toEqual(other);
  });

  test("accounts that stand apart for no reason, or that have one side only", () => {
    const book = bookOf(plain, [
      [1, "sell", 3, 2, "A"],
      [2, "buy", 3, 2, "A"],
      [1, "buy", 3, 1, "A"],
    ]);
    const premiums = { buyPremium: 0, sellPremium: 0 };
    const groupsWith = (account: number): GroupPremium[] => [
      { zone: "A", account: null, ...premiums },
      { zone: "A", account, ...premiums },
    ];
    const fault = { ok: false, reason: "result_evidence_wrong" };
    for (const account of [1, 2, 7]) {
      const result = madeUp(book, [[1, 0, 3]], { A: 2, B: 2 }, { groups: groupsWith(account) });
      expect(checkNetwork(book, result)).toEqual(fault);
    }
  });

  test("any result of a book that cannot be cleared", () => {
    const book = bookOf(plain, crossing);
    const result = madeUp(book, [], { A: 5, B: 5 });
    const fault = { ok: false, reason: "result_book_invalid" };
    const stray = { ...book, orders: book.orders.map((order) => ({ ...order, zone: "C" })) };
    expect(checkNetwork(stray, result)).toEqual(fault);
    const doubled = { ...book, orders: book.orders.map((order) => ({ ...order, sequence: 0 })) };
    expect(checkNetwork(doubled, result)).toEqual(fault);
  });
});
