import type { Price } from "@pumasi/quantities";
import fc from "fast-check";
import { expect, test } from "vitest";
import { tariffFrom, tariffTables } from "../../cases/arbitraries.js";
import { clearNaively } from "../../cases/naive-auction.js";
import { preferNaively } from "../../cases/naive-bilateral.js";
import { retell } from "../../cases/retell.js";
import { tamper, textOf } from "../../cases/tamper.js";
import { numbered, standingBooks } from "../../cases/wild-books.js";
import { findCrossingPair } from "../../own-orders.js";
import { uniformPrice } from "../auction/uniform-price.js";
import { checkResult } from "../clear-book.js";
import { limitIn, type MarketBook } from "../market-book.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult } from "../market-result.js";
import type { BilateralRule } from "../market-rule.js";
import { type BilateralEvidence, bilateral } from "./bilateral.js";
import { Preferences } from "./preferences.js";

type Book = MarketBook<BilateralRule>;
type Result = MarketResult<BilateralEvidence>;

function resultOf(book: Book): Result {
  const cleared = bilateral.clear(book);
  if (!cleared.ok) throw new Error(cleared.reason);
  return cleared.result;
}

const books: fc.Arbitrary<Book> = fc
  .tuple(
    fc.oneof(standingBooks(8, 6), standingBooks(20, 30)),
    fc.constantFrom("pro-rata" as const, "time" as const),
    fc.option(tariffTables),
  )
  .map(([orders, ties, table]) => {
    const book = { rule: { mechanism: "bilateral" as const, ties }, orders };
    return table === null ? book : { ...book, tariffOf: tariffFrom(table) };
  });

/** Compares a book's clearing with the naive model of pairs, the rest's own clearing, and the check. */
function expectRight(book: Book): Result {
  const result = resultOf(book);
  const { orders, tariffOf, rule } = book;
  const naive = preferNaively(orders, tariffOf ?? null);
  const left = orders
    .map((order) => ({ ...order, energyUkwh: naive.leftUkwh[order.sequence] as number }))
    .filter(({ energyUkwh }) => energyUkwh > 0);
  const rest = uniformPrice.clear({
    ...book,
    rule: { mechanism: "uniform-price", pricing: "midpoint", ties: rule.ties },
    orders: numbered(left),
  });
  const restResult = rest.ok ? rest.result : null;
  const fills = orders.map(
    (order) => order.energyUkwh - (naive.leftUkwh[order.sequence] as number),
  );
  left.forEach(({ sequence }, index) => {
    fills[sequence] = (fills[sequence] as number) + (restResult?.fills[index] as number);
  });
  const { preferredTrades } = result.evidence;
  const isRight =
    textOf(result.trades.slice(0, preferredTrades)) === textOf(naive.trades) &&
    textOf(result.evidence.rest) === textOf(restResult) &&
    textOf(result.fills) === textOf(fills) &&
    result.fund === 0n &&
    result.price === (naive.trades.length === 0 ? restResult?.price : null);
  if (!isRight) expect.fail(textOf({ book, result, naive, restResult }));
  const checked = bilateral.check(book, result);
  if (!checked.ok) expect.fail(textOf({ book, result, checked }));
  return result;
}

test("is the naive model's on every book of up to four standing offers of a kind", () => {
  const kinds: Omit<MarketOrder, "sequence">[] = [];
  for (const limitPrice of [0, 1]) {
    const prefers = (account: number) => ({ partners: [account], premium: 1 });
    kinds.push(
      { side: "buy", limitPrice, account: 4, energyUkwh: 1 },
      { side: "buy", limitPrice, account: 4, energyUkwh: 2, prefers: prefers(5) },
      { side: "buy", limitPrice, account: 5, energyUkwh: 2, source: "solar" },
      { side: "buy", limitPrice, account: 6, energyUkwh: 1, prefers: { partners: [], premium: 2 } },
      { side: "sell", limitPrice, account: 4, energyUkwh: 2, source: "solar" },
      { side: "sell", limitPrice, account: 5, energyUkwh: 1, prefers: prefers(4) },
      { side: "sell", limitPrice, account: 5, energyUkwh: 2, source: "wind" },
    );
  }
  let tried = 0;
  const extend = (drafts: Omit<MarketOrder, "sequence">[]): void => {
    tried += 1;
    expectRight({ rule: { mechanism: "bilateral", ties: "pro-rata" }, orders: numbered(drafts) });
    if (drafts.length < 4) for (const kind of kinds) extend([...drafts, kind]);
  };
  extend([]);
  expect(tried).toBe(1 + 14 + 14 ** 2 + 14 ** 3 + 14 ** 4);
}, 120_000);

test("is the naive model's on larger books, with tariffs too, and passes its check", () => {
  let [both, preferredOnly, plain] = [0, 0, 0];
  fc.assert(
    fc.property(books, (book) => {
      const { evidence, trades } = expectRight(book);
      const isRest = trades.length > evidence.preferredTrades;
      if (evidence.preferredTrades === 0) plain += 1;
      else if (isRest) both += 1;
      else preferredOnly += 1;
    }),
    { numRuns: 4000 },
  );
  expect([both, preferredOnly, plain].every((times) => times > 100)).toBe(true);
});

test("what preferred pairs leave is cleared like any book, by the second model of the auction", () => {
  let compared = 0;
  fc.assert(
    fc.property(standingBooks(12, 6), tariffTables, (orders, table) => {
      const tariffOf = tariffFrom(table);
      const rule: BilateralRule = { mechanism: "bilateral", ties: "pro-rata" };
      const result = resultOf({ rule, orders, tariffOf });
      const { leftUkwh } = preferNaively(orders, tariffOf);
      const left = numbered(
        orders
          .map((order) => ({ ...order, energyUkwh: leftUkwh[order.sequence] as number }))
          .filter(({ energyUkwh }) => energyUkwh > 0),
      );
      if (findCrossingPair(left, tariffOf) !== null) return;
      const naive = clearNaively(left, tariffOf);
      expect([result.evidence.rest.price, result.evidence.rest.fills]).toEqual([
        naive.price,
        naive.fills,
      ]);
      if (naive.energyUkwh > 0) compared += 1;
    }),
    { numRuns: 3000 },
  );
  expect(compared).toBeGreaterThan(100);
});

test("nobody trades with itself, past its limit or past what the grid offers", () => {
  fc.assert(
    fc.property(books, (book) => {
      const result = resultOf(book);
      let welfare = 0n;
      for (const [index, trade] of result.trades.entries()) {
        const bid = book.orders[trade.buySequence] as MarketOrder;
        const ask = book.orders[trade.sellSequence] as MarketOrder;
        const premium = (order: MarketOrder, other: MarketOrder): Price => {
          const { partners, premium: most } = order.prefers ?? { partners: [], premium: 0 };
          const wants = order.side === "buy" && order.source !== "any" ? order.source : undefined;
          const isWanted =
            (partners.length === 0 || partners.includes(other.account)) &&
            (wants === undefined || other.source === wants);
          return isWanted && index < result.evidence.preferredTrades ? most : 0;
        };
        const raised = { ...bid, limitPrice: bid.limitPrice + premium(bid, ask) };
        const lowered = { ...ask, limitPrice: ask.limitPrice - premium(ask, bid) };
        const [most, least] = [limitIn(book, raised), limitIn(book, lowered)];
        expect(bid.account).not.toBe(ask.account);
        expect(trade.buyPrice).toBe(trade.sellPrice);
        expect(trade.buyPrice).toBeLessThanOrEqual(most);
        expect(trade.sellPrice).toBeGreaterThanOrEqual(least);
        welfare += BigInt(trade.energyUkwh) * BigInt(most - least);
        if (book.tariffOf === undefined) continue;
        const [buyers, sellers] = [book.tariffOf(bid.account), book.tariffOf(ask.account)];
        expect(trade.buyPrice + buyers.buyerFee).toBeLessThanOrEqual(buyers.retailPrice);
        expect(trade.sellPrice - sellers.sellerFee).toBeGreaterThanOrEqual(sellers.feedInPrice);
      }
      expect(result.welfare).toBe(welfare);
    }),
    { numRuns: 2000 },
  );
});

test("does not look at the order of the array, and without preferences is the uniform price", () => {
  fc.assert(
    fc.property(books, fc.nat(), (book, choice) => {
      const cut = choice % Math.max(1, book.orders.length);
      const orders = [...book.orders.slice(cut), ...book.orders.slice(0, cut)].reverse();
      expect(resultOf({ ...book, orders })).toEqual(resultOf(book));
      const plain = book.orders.map(({ prefers: _, source: __, ...order }) => order);
      const { evidence, ...result } = resultOf({ ...book, orders: plain });
      const { evidence: __, ...rest } = evidence.rest;
      expect(result).toEqual(rest);
    }),
    { numRuns: 500 },
  );
});

test("a result changed anywhere fails the check", () => {
  let changed = 0;
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 20, maxLength: 20 });
  /** With the welfare that the premiums of its preferred trades would give it. */
  const withPremiums = (book: Book, result: Result | null): Result | null => {
    if (result === null) return null;
    const limits = book.orders.map((order) => limitIn(book, order));
    const preferences = new Preferences(book, book.orders, limits);
    const premiums = result.trades
      .slice(0, result.evidence.preferredTrades)
      .map(({ buySequence, sellSequence, energyUkwh }) => {
        const { buy, sell } = preferences.limitsOf(buySequence, sellSequence);
        const gain = buy - sell - (limits[buySequence] as Price) + (limits[sellSequence] as Price);
        return BigInt(energyUkwh) * BigInt(gain);
      });
    return { ...result, welfare: premiums.reduce((sum, each) => sum + each, result.welfare) };
  };
  fc.assert(
    fc.property(books, changes, (book, choices) => {
      const result = resultOf(book);
      const honest = textOf(result);
      for (const [how, where] of choices) {
        for (const other of [
          tamper(result, how, where),
          withPremiums(book, retell(bilateral, book, how, where)) ?? result,
        ]) {
          if (textOf(other) === honest) continue;
          changed += 1;
          if (checkResult(book, other).ok) expect.fail(textOf({ book, result, other }));
        }
      }
    }),
    { numRuns: 2000 },
  );
  expect(changed).toBeGreaterThan(20_000);
});
