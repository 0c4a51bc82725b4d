import { describe, expect, test } from "vitest";
import { numbered } from "../../cases/wild-books.js";
import type { Tariff } from "../../tariff.js";
import type { MarketBook } from "../market-book.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult } from "../market-result.js";
import type { BilateralRule, Ties } from "../market-rule.js";
import { type BilateralEvidence, bilateral } from "./bilateral.js";

type Draft = Omit<MarketOrder, "sequence">;

const rule: BilateralRule = { mechanism: "bilateral", ties: "pro-rata" };
const kwh = 1_000_000;

const buy = (
  account: number,
  energyUkwh: number,
  limitPrice: number,
  wish: Partial<Draft> = {},
) => ({
  account,
  side: "buy" as const,
  energyUkwh,
  limitPrice,
  ...wish,
});
const sell = (
  account: number,
  energyUkwh: number,
  limitPrice: number,
  wish: Partial<Draft> = {},
) => ({
  account,
  side: "sell" as const,
  energyUkwh,
  limitPrice,
  ...wish,
});
const preferring = (partners: number[], premium = 0) => ({ prefers: { partners, premium } });

function clear(drafts: Draft[], tariff?: Tariff): MarketResult<BilateralEvidence> {
  const orders = numbered(drafts);
  const book: MarketBook<BilateralRule> =
    tariff === undefined ? { rule, orders } : { rule, orders, tariffOf: () => tariff };
  const cleared = bilateral.clear(book);
  if (!cleared.ok) throw new Error(cleared.reason);
  expect(bilateral.check(book, cleared.result)).toEqual({ ok: true });
  return cleared.result;
}

/** Preferred trades as "bid<ask energy@price". */
const preferredIn = ({ trades, evidence }: MarketResult<BilateralEvidence>) =>
  trades
    .slice(0, evidence.preferredTrades)
    .map(
      (trade) => `${trade.buySequence}<${trade.sellSequence} ${trade.energyUkwh}@${trade.buyPrice}`,
    );

const EXAMPLE: Draft[] = [
  buy(5, 5 * kwh, 200_000, preferring([7], 20_000)),
  sell(7, 3 * kwh, 210_000),
  sell(8, 9 * kwh, 100_000),
];

test("the docstring's example: the premium makes a pair, the unfilled rest trades with the market", () => {
  const result = clear(EXAMPLE);
  expect(result.trades).toEqual([
    {
      buySequence: 0,
      sellSequence: 1,
      energyUkwh: 3 * kwh,
      buyPrice: 215_000,
      sellPrice: 215_000,
    },
    {
      buySequence: 0,
      sellSequence: 2,
      energyUkwh: 2 * kwh,
      buyPrice: 150_000,
      sellPrice: 150_000,
    },
  ]);
  expect(result).toMatchObject({ price: null, fund: 0n, fills: [5 * kwh, 3 * kwh, 2 * kwh] });
  expect(result.welfare).toBe(BigInt(kwh) * (3n * 10_000n + 2n * 100_000n));
  expect(result.evidence.preferredTrades).toBe(1);
  expect(result.evidence.rest.price).toBe(150_000);
});

test("an ask's premium lowers its limit, and both premiums count where both prefer", () => {
  expect(preferredIn(clear([sell(7, 4, 10, preferring([5], 3)), buy(5, 4, 8)]))).toEqual([
    "1<0 4@7",
  ]);
  const mutual = [sell(7, 4, 12, preferring([5], 2)), buy(5, 4, 6, preferring([7], 4))];
  expect(preferredIn(clear(mutual))).toEqual(["1<0 4@10"]);
});

test("those that prefer each other come first, then one-sided pairs, each by time", () => {
  const result = clear([
    sell(7, 4, 1, preferring([6])),
    buy(4, 4, 9, preferring([7])),
    buy(5, 2, 9, preferring([7])),
    buy(6, 3, 9, preferring([7])),
  ]);
  // Account 6 is the only one that account 7 prefers too; what is left goes to the earliest.
  expect(preferredIn(result)).toEqual(["3<0 3@5", "1<0 1@5"]);
});

test("a bid that wants a source prefers it, from its partners where it names any", () => {
  const asks = [
    sell(7, 2, 5, { source: "wind" }),
    sell(8, 2, 6, { source: "solar" }),
    sell(9, 2, 7, { source: "solar" }),
    sell(9, 2, 3),
  ];
  const wants = (wish: Partial<Draft>) => preferredIn(clear([...asks, buy(4, 3, 9, wish)]));
  expect(wants({ source: "solar" })).toEqual(["4<1 2@7", "4<2 1@8"]);
  expect(wants({ source: "solar", ...preferring([9]) })).toEqual(["4<2 2@8"]);
  expect(wants({ source: "storage" })).toEqual([]);
  expect(wants({ source: "any" })).toEqual([]);
  expect(wants(preferring([]))).toEqual(["4<0 2@7", "4<1 1@7"]);
});

test("no premium goes past what the grid offers", () => {
  const tariff: Tariff = {
    retailPrice: 300_000,
    feedInPrice: 80_000,
    buyerFee: 30_000,
    sellerFee: 10_000,
  };
  const generous = [
    buy(4, 5, 290_000, preferring([7], 900_000)),
    sell(7, 5, 85_000, preferring([4], 900_000)),
  ];
  // 300,000 - 30,000 and 80,000 + 10,000 are the last that leave both as well off as on the grid.
  expect(preferredIn(clear(generous, tariff))).toEqual(["0<1 5@180000"]);
  const apart = { ...tariff, buyerFee: 230_000 };
  expect(clear(generous, apart)).toMatchObject({ energyUkwh: 0, price: null });
});

test("a preferred pair of one account is none", () => {
  const result = clear([buy(4, 5, 9, preferring([4])), sell(4, 5, 1, preferring([]))]);
  expect(result).toMatchObject({ energyUkwh: 0, trades: [], price: null });
});

test("zero and negative prices, no orders, and nobody that meets", () => {
  expect(preferredIn(clear([buy(4, 5, -3, preferring([7])), sell(7, 2, -6)]))).toEqual([
    "0<1 2@-5",
  ]);
  expect(clear([])).toMatchObject({ energyUkwh: 0, fills: [], price: null, welfare: 0n });
  expect(clear([buy(4, 5, 3, preferring([7], 1)), sell(7, 2, 6)])).toMatchObject({
    fills: [0, 0],
    price: null,
  });
});

test("refuses books and rules that are none", () => {
  const orders = numbered([buy(4, 5, 9, preferring([7], -1))]);
  expect(bilateral.clear({ rule, orders })).toEqual({
    ok: false,
    reason: "book_order_invalid",
    sequence: 0,
  });
  expect(bilateral.clear({ rule: { ...rule, ties: "merit" as Ties }, orders: [] })).toEqual({
    ok: false,
    reason: "book_rule_invalid",
  });
});

describe("a wrong result is told by its reason", () => {
  const honest = clear(EXAMPLE);
  const book = { rule, orders: numbered(EXAMPLE) };
  const [preferred, other] = honest.trades;
  if (preferred === undefined || other === undefined) throw new Error("there are two trades");
  const reasonOf = (change: Partial<MarketResult<BilateralEvidence>>, of = book) => {
    const checked = bilateral.check(of, { ...honest, ...change });
    return checked.ok ? null : checked.reason;
  };
  const withCount = (preferredTrades: number) => ({
    evidence: { ...honest.evidence, preferredTrades },
  });

  test.each([
    ["result_price_differs", { price: 150_000 }],
    [
      "result_price_differs",
      { trades: [{ ...preferred, buyPrice: 214_000, sellPrice: 214_000 }, other] },
    ],
    ["result_trade_past_limit", withCount(0)],
    ["result_evidence_wrong", withCount(3)],
    ["result_evidence_wrong", withCount(0.5)],
    ["result_trade_past_limit", withCount(-1)],
    ["result_pairs_wrong", withCount(2)],
    [
      "result_price_differs",
      { evidence: { ...honest.evidence, rest: { ...honest.evidence.rest, price: 140_000 } } },
    ],
  ] as const)("%s", (reason, change) => {
    expect(reasonOf(change as Partial<MarketResult<BilateralEvidence>>)).toBe(reason);
  });

  test("a preferred pair that was passed over is named, in the book's own numbers", () => {
    const plain = clear(EXAMPLE.map(({ prefers: _, ...order }) => order));
    expect(bilateral.check(book, plain)).toEqual({
      ok: false,
      reason: "result_pairs_wrong",
      sequence: 0,
      otherSequence: 1,
    });
  });

  test("result_against_time", () => {
    const asks = [sell(7, 2, 1), sell(8, 2, 1), buy(4, 4, 9, preferring([]))];
    const result = clear(asks);
    const [one, two] = result.trades;
    if (one === undefined || two === undefined) throw new Error("there are two trades");
    const turned = { ...result, trades: [two, one] };
    expect(bilateral.check({ rule, orders: numbered(asks) }, turned)).toEqual({
      ok: false,
      reason: "result_against_time",
      trade: 1,
    });
  });

  test("result_book_invalid", () => {
    const of = { rule: { ...rule, ties: "merit" as Ties }, orders: book.orders };
    expect(reasonOf({}, of)).toBe("result_book_invalid");
  });
});
