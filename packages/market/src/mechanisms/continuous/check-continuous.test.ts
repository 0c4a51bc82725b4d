import { expect, test } from "vitest";
import {
  auctionOf,
  type ContinuousAuction,
  ordersAndLimits,
} from "../../cases/continuous-books.js";
import { assembleResult } from "../assemble-result.js";
import type { ResultFault } from "../mechanism.js";
import { continuous } from "./continuous.js";

/** Checks trades given as [buy, sell, energy, price], with all sums that follow from them. */
function checkOf(book: ContinuousAuction, trades: readonly number[][]) {
  const { orders, limits } = ordersAndLimits(book);
  const said = trades.map(([buySequence = 0, sellSequence = 0, energyUkwh = 0, price = 0]) => {
    return { buySequence, sellSequence, energyUkwh, buyPrice: price, sellPrice: price };
  });
  return continuous.check(book, assembleResult(orders, limits, null, said, null));
}

/** Two asks at 4 and one at 3, then a bid at 4 for as much as two of them, then one for the third. */
const BOOK = auctionOf(
  [
    [0, "sell", 4, 2],
    [1, "sell", 4, 2],
    [2, "sell", 3, 2],
    [3, "buy", 4, 4],
    [4, "buy", 5, 1],
  ],
  [{ sequence: 2, afterSequence: 3 }],
);

const HONEST = [
  [3, 2, 2, 3],
  [3, 0, 2, 4],
  [4, 1, 1, 4],
];

test("the honest trades pass", () => {
  expect(checkOf(BOOK, HONEST)).toEqual({ ok: true });
});

test.each<[what: string, trades: number[][], fault: Omit<ResultFault, "ok">]>([
  [
    "a price other than the resting order's",
    [[3, 2, 2, 4]],
    { reason: "result_price_differs", sequence: 2, otherSequence: 3, trade: 0 },
  ],
  [
    "a trade before an earlier one",
    [[4, 0, 1, 4], ...HONEST.slice(0, 1)],
    { reason: "result_against_time", sequence: 2, otherSequence: 3, trade: 1 },
  ],
  [
    "a trade with what was taken back",
    [[4, 2, 1, 3]],
    { reason: "result_against_time", sequence: 2, otherSequence: 4, trade: 0 },
  ],
  [
    "a trade in two parts",
    [[3, 2, 1, 3], [3, 2, 1, 3], ...HONEST.slice(1)],
    { reason: "result_pairs_wrong", sequence: 2, otherSequence: 3, trade: 0 },
  ],
  [
    "a later order before an earlier one at the same limit",
    [
      [3, 2, 2, 3],
      [3, 1, 2, 4],
      [4, 0, 1, 4],
    ],
    { reason: "result_against_time", sequence: 0, otherSequence: 1, trade: 1 },
  ],
  [
    "a worse limit before a better one",
    [
      [3, 0, 2, 4],
      [3, 2, 2, 3],
      [4, 1, 1, 4],
    ],
    { reason: "result_against_merit", sequence: 2, otherSequence: 0, trade: 0 },
  ],
  [
    "an order that comes to rest within the limit of one that waits",
    HONEST.slice(0, 2),
    { reason: "result_against_merit", sequence: 1, otherSequence: 4 },
  ],
  [
    "an order that comes to rest with a part of its energy",
    [[3, 2, 2, 3], HONEST[2] as number[]],
    { reason: "result_against_merit", sequence: 0, otherSequence: 3 },
  ],
])("finds %s", (_what, trades, fault) => {
  expect(checkOf(BOOK, trades)).toEqual({ ok: false, ...fault });
});

test("an asks' queue and a bids' queue are both looked at", () => {
  const bids = auctionOf([
    [0, "buy", 4, 1],
    [1, "buy", 5, 1],
    [2, "sell", 4, 1],
  ]);
  expect(checkOf(bids, [[1, 2, 1, 5]])).toEqual({ ok: true });
  const fault = { reason: "result_against_merit", sequence: 1, otherSequence: 0, trade: 0 };
  expect(checkOf(bids, [[0, 2, 1, 4]])).toEqual({ ok: false, ...fault });
});

test("an own order that is passed over is no fault, one of somebody else's behind it is", () => {
  const book = auctionOf([
    [0, "sell", 1, 1],
    [1, "sell", 1, 1],
    [2, "sell", 1, 1],
    [0, "buy", 1, 1],
  ]);
  expect(checkOf(book, [[3, 1, 1, 1]])).toEqual({ ok: true });
  const fault = { reason: "result_against_time", sequence: 1, otherSequence: 2, trade: 0 };
  expect(checkOf(book, [[3, 2, 1, 1]])).toEqual({ ok: false, ...fault });
});

test("there is no one price and no evidence", () => {
  const cleared = continuous.clear(BOOK);
  if (!cleared.ok) throw new Error(cleared.reason);
  const priced = { ...cleared.result, price: 4 };
  expect(continuous.check(BOOK, priced)).toEqual({ ok: false, reason: "result_price_differs" });
  const claimed = Object.assign({ ...cleared.result }, { evidence: {} });
  expect(continuous.check(BOOK, claimed)).toEqual({ ok: false, reason: "result_evidence_wrong" });
});
