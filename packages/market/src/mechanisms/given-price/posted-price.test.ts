import { describe, expect, test } from "vitest";
import { numbered } from "../../cases/wild-books.js";
import type { Side } from "../../order.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult } from "../market-result.js";
import type { PostedPriceRule, Ties } from "../market-rule.js";
import type { PriceEvidence } from "./accept-at-price.js";
import { postedPrice } from "./posted-price.js";

type Draft = [account: number, side: Side, energyUkwh: number, limitPrice: number];

const ordersOf = (drafts: Draft[]): MarketOrder[] =>
  numbered(
    drafts.map(([account, side, energyUkwh, limitPrice]) => ({
      account,
      side,
      energyUkwh,
      limitPrice,
    })),
  );

const bookOf = (drafts: Draft[], price: number, ties: Ties = "pro-rata") => ({
  rule: { mechanism: "posted-price", price, ties } satisfies PostedPriceRule,
  orders: ordersOf(drafts),
});

function clear(drafts: Draft[], price: number, ties: Ties = "pro-rata") {
  const book = bookOf(drafts, price, ties);
  const cleared = postedPrice.clear(book);
  if (!cleared.ok) throw new Error(cleared.reason);
  expect(postedPrice.check(book, cleared.result)).toEqual({ ok: true });
  return cleared.result;
}

const kwh = 1_000_000;

const RATIONED: Draft[] = [
  [4, "buy", 2 * kwh, 300_000],
  [5, "buy", 4 * kwh, 200_000],
  [6, "sell", 3 * kwh, 100_000],
  [7, "sell", kwh, 250_000],
];

/** Account 4 wants and offers more than all others together. */
const DOMINATED: Draft[] = [
  [4, "buy", 10, 5],
  [4, "sell", 10, 1],
  [5, "buy", 2, 4],
  [6, "sell", 3, 2],
];

test("the docstring's example: the longer side shares by energy, whatever the limits", () => {
  const result = clear(RATIONED, 190_000);
  expect(result.fills).toEqual([kwh, 2 * kwh, 3 * kwh, 0]);
  expect(result).toMatchObject({ price: 190_000, energyUkwh: 3 * kwh, fund: 0n });
  expect(result.welfare).toBe(BigInt(kwh) * (300_000n + 400_000n - 300_000n));
});

test("by time, whoever came first is filled first", () => {
  expect(clear(RATIONED, 190_000, "time").fills).toEqual([2 * kwh, kwh, 3 * kwh, 0]);
});

test("an account that would mostly meet itself trades with all others", () => {
  const { evidence, ...result } = clear(DOMINATED, 3);
  expect(result.fills).toEqual([3, 2, 2, 3]);
  expect(evidence.split?.account).toBe(4);
  expect(evidence.whole).toMatchObject({ demandUkwh: 12, supplyUkwh: 13 });
  expect(result.trades.map(({ buySequence, sellSequence }) => [buySequence, sellSequence])).toEqual(
    [
      [2, 1],
      [0, 3],
    ],
  );
});

test("a ration that would make an account meet itself goes to the others instead", () => {
  // By energy alone account 4 would sell 7 of the 10 kWh that trade and buy 5 of them.
  const result = clear(
    [
      [4, "buy", 5, 9],
      [5, "buy", 5, 9],
      [4, "sell", 10, 1],
      [6, "sell", 5, 1],
    ],
    5,
  );
  expect(result.fills).toEqual([5, 5, 5, 5]);
});

test("zero and negative prices are prices", () => {
  const drafts: Draft[] = [
    [4, "buy", 3, -2],
    [5, "sell", 2, -7],
  ];
  expect(clear(drafts, -5)).toMatchObject({ price: -5, energyUkwh: 2, welfare: 10n });
  expect(clear([...drafts, [6, "buy", 1, 0]], 0)).toMatchObject({ price: 0, energyUkwh: 1 });
});

test("where nobody meets there is no price and no trade", () => {
  const nothing = { price: null, energyUkwh: 0, welfare: 0n, fund: 0n, trades: [] };
  expect(clear([], 5)).toMatchObject({ ...nothing, fills: [] });
  expect(clear([[4, "buy", 3, 9]], 5)).toMatchObject({ ...nothing, fills: [0] });
  expect(clear(RATIONED, 400_000)).toMatchObject(nothing);
  const own: Draft[] = [
    [4, "buy", 3, 9],
    [4, "sell", 3, 1],
  ];
  expect(clear(own, 5)).toMatchObject({ ...nothing, fills: [0, 0] });
});

test("refuses books and rules that are none, books first", () => {
  const refusal = (price: number, ties: Ties, drafts: Draft[] = []) =>
    postedPrice.clear(bookOf(drafts, price, ties));
  const ruleInvalid = { ok: false, reason: "book_rule_invalid" };
  expect(refusal(0.5, "time")).toEqual(ruleInvalid);
  expect(refusal(2_000_000_000_000, "time")).toEqual(ruleInvalid);
  expect(refusal(1, "merit" as Ties)).toEqual(ruleInvalid);
  expect(refusal(0.5, "time", [[4, "buy", 0, 1]])).toEqual({
    ok: false,
    reason: "book_order_invalid",
    sequence: 0,
  });
});

describe("a wrong result is told by its reason", () => {
  const book = bookOf(RATIONED, 190_000);
  const honest = clear(RATIONED, 190_000);
  const reasonOf = (
    change: Partial<MarketResult<PriceEvidence>>,
    of: typeof book = book,
    result: MarketResult<PriceEvidence> = honest,
  ) => {
    const checked = postedPrice.check(of, { ...result, ...change });
    return checked.ok ? null : checked.reason;
  };
  const [first, second] = honest.trades;
  if (first === undefined || second === undefined) throw new Error("there are two trades");
  /** A result that hangs together but for whom it fills. */
  const filled = (fills: number[], trades: (typeof first)[], welfare: bigint) => ({
    fills,
    trades,
    welfare,
    energyUkwh: fills[2] as number,
    evidence: { ...honest.evidence, whole: { ...honest.evidence.whole, fills } },
  });

  test.each([
    ["result_price_differs", { price: 190_001 }],
    [
      "result_price_differs",
      { trades: [first, { ...second, buyPrice: 180_000, sellPrice: 180_000 }] },
    ],
    ["result_evidence_wrong", { evidence: { ...honest.evidence, offeredPrice: 190_001 } }],
    [
      "result_evidence_wrong",
      {
        evidence: {
          ...honest.evidence,
          split: {
            account: 4,
            sells: honest.evidence.whole,
            buys: honest.evidence.whole,
          },
        },
      },
    ],
    [
      "result_ration_wrong",
      filled(
        [kwh + 1, 2 * kwh - 1, 3 * kwh, 0],
        [
          { ...first, energyUkwh: kwh + 1 },
          { ...second, energyUkwh: 2 * kwh - 1 },
        ],
        honest.welfare + 100_000n,
      ),
    ],
    [
      "result_welfare_left",
      filled(
        [kwh, kwh, 2 * kwh, 0],
        [first, { ...second, energyUkwh: kwh }],
        honest.welfare - BigInt(kwh) * 100_000n,
      ),
    ],
    ["result_pairs_wrong", { trades: [second, first] }],
  ] as const)("%s", (reason, change) => {
    expect(reasonOf(change as Partial<MarketResult<PriceEvidence>>)).toBe(reason);
  });

  test("result_against_time", () => {
    const byTime = bookOf(RATIONED, 190_000, "time");
    expect(reasonOf({}, byTime)).toBe("result_against_time");
  });

  test("result_against_merit", () => {
    const lower = bookOf(
      RATIONED.map(([account, side, energy, limit]) => [
        account,
        side,
        energy,
        account === 5 ? 195_000 : limit,
      ]),
      196_000,
    );
    const raised = honest.trades.map((trade) => ({
      ...trade,
      buyPrice: 195_000,
      sellPrice: 195_000,
    }));
    const evidence = { ...honest.evidence, offeredPrice: 196_000 };
    const welfare = honest.welfare - BigInt(2 * kwh) * 5_000n;
    const change = { trades: raised, price: 196_000, evidence, welfare };
    expect(reasonOf(change, lower)).toBe("result_against_merit");
  });

  test("result_book_invalid", () => {
    expect(reasonOf({}, bookOf(RATIONED, 0.5))).toBe("result_book_invalid");
  });
});
