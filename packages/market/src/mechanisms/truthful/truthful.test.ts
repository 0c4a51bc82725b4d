import { describe, expect, test } from "vitest";
import { numbered } from "../../cases/wild-books.js";
import type { Side } from "../../order.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult } from "../market-result.js";
import type { TruthfulRule } from "../market-rule.js";
import type { TradeReduction } from "./reduce-trades.js";
import { truthful } from "./truthful.js";

type Draft = [side: Side, energyUkwh: number, limitPrice: number];

const rule: TruthfulRule = { mechanism: "truthful" };

const ordersOf = (drafts: readonly Draft[]): MarketOrder[] =>
  numbered(
    drafts.map(([side, energyUkwh, limitPrice], index) => ({
      account: 4 + index,
      side,
      energyUkwh,
      limitPrice,
    })),
  );

function clear(drafts: readonly Draft[]): MarketResult<TradeReduction> {
  const book = { rule, orders: ordersOf(drafts) };
  const cleared = truthful.clear(book);
  if (!cleared.ok) throw new Error(cleared.reason);
  expect(truthful.check(book, cleared.result)).toEqual({ ok: true });
  return cleared.result;
}

const kwh = 1_000_000;

const RATIONED: Draft[] = [
  ["buy", 4 * kwh, 300_000],
  ["buy", 3 * kwh, 250_000],
  ["buy", 2 * kwh, 200_000],
  ["sell", 5 * kwh, 100_000],
  ["sell", 5 * kwh, 150_000],
];

test("the docstring's example: the last pair gives up and the buyers bear the shortage equally", () => {
  const result = clear(RATIONED);
  expect(result.fills).toEqual([3 * kwh, 2 * kwh, 0, 5 * kwh, 0]);
  expect(result.evidence).toEqual({
    lastBid: 2,
    lastAsk: 4,
    nextBid: null,
    nextAsk: null,
    buyPrice: 200_000,
    sellPrice: 150_000,
    isReduced: true,
    burdenedSide: "buy",
    burdenUkwh: kwh,
  });
  expect(result.price).toBeNull();
  expect(result.fund).toBe(5n * BigInt(kwh) * 50_000n);
});

test("sellers bear a surplus; who has less than the burden gets nothing, odd units go to the first", () => {
  const result = clear([
    ["sell", 1, 1],
    ["sell", 6, 1],
    ["sell", 6, 2],
    ["sell", 6, 4],
    ["buy", 6, 9],
    ["buy", 9, 5],
  ]);
  // 13 are offered ahead of the last ask and 6 wanted ahead of the last bid: the burden is 3.
  expect(result.evidence).toMatchObject({ burdenedSide: "sell", burdenUkwh: 3 });
  expect(result.fills).toEqual([0, 3, 3, 0, 6, 0]);
  const odd = clear([
    ["sell", 3, 1],
    ["sell", 3, 1],
    ["sell", 9, 4],
    ["buy", 5, 9],
    ["buy", 9, 5],
  ]);
  expect(odd.fills).toEqual([3, 2, 0, 5, 0]);
});

describe("orders of one energy", () => {
  test("all trade at the mean of the pair behind, rounded down, where the last pair accepts it", () => {
    const result = clear([
      ["buy", 2, 9],
      ["buy", 2, 7],
      ["buy", 2, 4],
      ["sell", 2, 1],
      ["sell", 2, 3],
      ["sell", 2, 7],
    ]);
    expect(result).toMatchObject({ price: 5, fund: 0n, fills: [2, 2, 0, 2, 2, 0] });
    expect(result.evidence).toMatchObject({ isReduced: false, nextBid: 2, nextAsk: 5 });
  });

  test("otherwise, or with no pair behind, the last pair gives up and sets the prices", () => {
    const outside = clear([
      ["buy", 2, 9],
      ["buy", 2, 7],
      ["buy", 2, 4],
      ["sell", 2, 1],
      ["sell", 2, 3],
      ["sell", 2, 90],
    ]);
    expect(outside).toMatchObject({ price: null, fund: 2n * 4n, fills: [2, 0, 0, 2, 0, 0] });
    const none = clear([
      ["buy", 2, 9],
      ["buy", 2, 5],
      ["sell", 2, 1],
      ["sell", 2, 5],
    ]);
    expect(none).toMatchObject({ price: 5, fund: 0n, fills: [2, 0, 2, 0] });
  });
});

test("negative limits and ties in merit, by sequence", () => {
  const result = clear([
    ["buy", 3, -2],
    ["buy", 3, -2],
    ["sell", 2, -9],
    ["sell", 4, -5],
  ]);
  expect(result.evidence).toMatchObject({ lastBid: 1, lastAsk: 3, buyPrice: -2, sellPrice: -5 });
  expect(result).toMatchObject({ fills: [2, 0, 2, 0], fund: 6n, price: null });
});

test("where nobody meets, or only one pair, nothing trades", () => {
  const nothing = { price: null, energyUkwh: 0, welfare: 0n, fund: 0n, trades: [] };
  const books: Draft[][] = [
    [],
    [["buy", 3, 9]],
    [
      ["buy", 3, 4],
      ["sell", 3, 5],
    ],
    [
      ["buy", 3, 9],
      ["sell", 5, 5],
    ],
  ];
  for (const drafts of books) expect(clear(drafts)).toMatchObject(nothing);
});

test("refuses an account's second order, after books that are none", () => {
  const orders = ordersOf(RATIONED).map((order) => ({ ...order, account: order.sequence % 3 }));
  expect(truthful.clear({ rule, orders: [...orders].reverse() })).toEqual({
    ok: false,
    reason: "book_several_orders_of_account",
    sequence: 3,
  });
  const broken = orders.map((order) => ({ ...order, energyUkwh: order.sequence - 1 }));
  expect(truthful.clear({ rule, orders: broken })).toMatchObject({
    reason: "book_order_invalid",
    sequence: 0,
  });
});

describe("a wrong result is told by its reason", () => {
  const honest = clear(RATIONED);
  const reasonOf = (
    change: Partial<MarketResult<TradeReduction>>,
    orders: MarketOrder[] = ordersOf(RATIONED),
  ) => {
    const checked = truthful.check({ rule, orders }, { ...honest, ...change });
    return checked.ok ? null : checked.reason;
  };
  const withEvidence = (evidence: Partial<TradeReduction>) => ({
    evidence: { ...honest.evidence, ...evidence },
  });
  const [first, second] = honest.trades;
  if (first === undefined || second === undefined) throw new Error("there are two trades");

  test.each([
    ["result_evidence_wrong", withEvidence({ lastBid: 1 })],
    ["result_evidence_wrong", withEvidence({ lastBid: 3 })],
    ["result_evidence_wrong", withEvidence({ lastAsk: null })],
    ["result_evidence_wrong", withEvidence({ nextBid: 2 })],
    ["result_evidence_wrong", withEvidence({ buyPrice: 190_000 })],
    ["result_evidence_wrong", withEvidence({ isReduced: false })],
    ["result_evidence_wrong", withEvidence({ burdenUkwh: kwh - 1 })],
    ["result_evidence_wrong", withEvidence({ burdenUkwh: kwh + 1 })],
    ["result_evidence_wrong", withEvidence({ burdenedSide: "sell" })],
    ["result_price_differs", { price: 200_000 }],
    ["result_pairs_wrong", { trades: [second, first] }],
    [
      "result_ration_wrong",
      {
        fills: [3 * kwh + 1, 2 * kwh - 1, 0, 5 * kwh, 0],
        trades: [
          { ...first, energyUkwh: 3 * kwh + 1 },
          { ...second, energyUkwh: 2 * kwh - 1 },
        ],
        welfare: honest.welfare + 50_000n,
      },
    ],
    [
      "result_against_merit",
      {
        fills: [3 * kwh, 2 * kwh, 1, 5 * kwh, 1],
        trades: [first, second, { ...first, buySequence: 2, sellSequence: 4, energyUkwh: 1 }],
        energyUkwh: 5 * kwh + 1,
        welfare: honest.welfare + 50_000n,
        fund: honest.fund + 50_000n,
      },
    ],
  ] as const)("%s", (reason, change) => {
    expect(reasonOf(change as Partial<MarketResult<TradeReduction>>)).toBe(reason);
  });

  test("result_book_invalid", () => {
    const orders = ordersOf(RATIONED).map((order) => ({ ...order, account: 4 }));
    expect(reasonOf({}, orders)).toBe("result_book_invalid");
  });
});
