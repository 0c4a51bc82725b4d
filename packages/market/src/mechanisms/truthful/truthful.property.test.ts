import type { Price } from "@pumasi/quantities";
import fc from "fast-check";
import { expect, test } from "vitest";
import { tariffFrom, tariffTables } from "../../cases/arbitraries.js";
import { reduceNaively } from "../../cases/naive-reduction.js";
import { retell } from "../../cases/retell.js";
import { tamper, textOf } from "../../cases/tamper.js";
import { singleOrderBooks } from "../../cases/wild-books.js";
import { checkResult } from "../clear-book.js";
import { limitIn, type MarketBook } from "../market-book.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult } from "../market-result.js";
import type { TruthfulRule } from "../market-rule.js";
import type { TradeReduction } from "./reduce-trades.js";
import { truthful } from "./truthful.js";

type Book = MarketBook<TruthfulRule>;

const rule: TruthfulRule = { mechanism: "truthful" };

function resultOf(book: Book): MarketResult<TradeReduction> {
  const cleared = truthful.clear(book);
  if (!cleared.ok) throw new Error(cleared.reason);
  return cleared.result;
}

const limitsIn = (book: Book) => book.orders.map((order) => limitIn(book, order));

const drawnBooks: fc.Arbitrary<Book> = fc
  .tuple(
    fc.oneof(singleOrderBooks(12, 9), singleOrderBooks(7, 3), singleOrderBooks(40, 60)),
    fc.option(tariffTables),
  )
  .map(([orders, table]) =>
    table === null ? { rule, orders } : { rule, orders, tariffOf: tariffFrom(table) },
  );

/** What an order gains at its true limit from what a book's clearing gives it. */
function gainOf({ sequence, side }: MarketOrder, trueLimit: Price, result: MarketResult): number {
  let gain = 0;
  for (const { buySequence, sellSequence, energyUkwh, buyPrice, sellPrice } of result.trades) {
    if (side === "buy" && buySequence === sequence) gain += energyUkwh * (trueLimit - buyPrice);
    if (side === "sell" && sellSequence === sequence) gain += energyUkwh * (sellPrice - trueLimit);
  }
  return gain;
}

/** Compares a book's clearing with the naive model and checks it. */
function expectRight(book: Book): MarketResult<TradeReduction> {
  const result = resultOf(book);
  const limits = limitsIn(book);
  const naive = reduceNaively(book.orders, limits);
  const { buyPrice, sellPrice } = result.evidence;
  const isRight =
    textOf([buyPrice, sellPrice, result.fills]) ===
      textOf([naive.buyPrice, naive.sellPrice, naive.fills]) &&
    result.trades.every((trade) => trade.buyPrice === buyPrice && trade.sellPrice === sellPrice) &&
    result.fund === BigInt(result.energyUkwh) * BigInt((buyPrice ?? 0) - (sellPrice ?? 0)) &&
    result.fund >= 0n &&
    truthful.check(book, result).ok;
  if (!isRight) expect.fail(textOf({ book, result, naive, check: truthful.check(book, result) }));
  return result;
}

/**
 * Clears every book of up to `most` orders, compares those of up to four with the naive model, and
 * tries every lie about a limit in each.
 */
function tryAll(
  energies: number[],
  limits: Price[],
  most: number,
): { books: number; lies: number } {
  // A kind's limit is its lowest digit, so that a lie about it is a neighbouring kind.
  const kinds = (["buy", "sell"] as const).flatMap((side) =>
    energies.flatMap((energyUkwh) =>
      limits.map((limitPrice) => ({ side, energyUkwh, limitPrice })),
    ),
  );
  let [books, lies] = [0, 0];
  for (let count = 0; count <= most; count++) {
    const total = kinds.length ** count;
    const kindsOf = (code: number) =>
      Array.from(
        { length: count },
        (_, at) => Math.floor(code / kinds.length ** at) % kinds.length,
      );
    // What each order of each book gains, for every limit that may be its true one.
    const width = count * limits.length;
    const gains = new Int16Array(total * width);
    for (let code = 0; code < total; code++) {
      const orders = kindsOf(code).map((kind, sequence) => ({
        ...(kinds[kind] as (typeof kinds)[number]),
        sequence,
        account: 4 + sequence,
      }));
      const result = count <= 4 ? expectRight({ rule, orders }) : resultOf({ rule, orders });
      for (const order of orders) {
        for (const [column, limit] of limits.entries()) {
          const cell = code * width + order.sequence * limits.length + column;
          gains[cell] = gainOf(order, limit, result);
        }
      }
      books += 1;
    }
    for (let code = 0; code < total; code++) {
      for (const [at, kind] of kindsOf(code).entries()) {
        const honest = kind % limits.length;
        const column = at * limits.length + honest;
        const gain = gains[code * width + column] as number;
        if (gain < 0) expect.fail(`an order loses: ${textOf({ count, code, at })}`);
        for (const said of limits.keys()) {
          const told = code + (said - honest) * kinds.length ** at;
          const pays = (gains[told * width + column] as number) > gain;
          if (pays) expect.fail(`a lie pays: ${textOf({ count, code, at, said })}`);
          lies += 1;
        }
      }
    }
  }
  return { books, lies };
}

test("no lie about a limit pays in any book of up to five orders of two energies", () => {
  const { books, lies } = tryAll([1, 3], [0, 1, 2], 5);
  expect(books).toBe(1 + 12 + 12 ** 2 + 12 ** 3 + 12 ** 4 + 12 ** 5);
  expect(lies).toBeGreaterThan(3_000_000);
}, 120_000);

test("no lie about a limit pays in any book of up to six single units", () => {
  const { books, lies } = tryAll([1], [0, 1, 2, 3], 6);
  expect(books).toBe(1 + 8 + 8 ** 2 + 8 ** 3 + 8 ** 4 + 8 ** 5 + 8 ** 6);
  expect(lies).toBeGreaterThan(6_000_000);
}, 120_000);

test("is the naive model's result on larger books, with tariffs too, and passes its check", () => {
  let [mcAfee, single, ration] = [0, 0, 0];
  fc.assert(
    fc.property(drawnBooks, (book) => {
      const { evidence, energyUkwh } = expectRight(book);
      if (energyUkwh === 0) return;
      if (!evidence.isReduced) mcAfee += 1;
      else if (evidence.burdenedSide === null) single += 1;
      else ration += 1;
    }),
    { numRuns: 5000 },
  );
  expect([mcAfee, single, ration].every((times) => times > 100)).toBe(true);
});

test("nobody gains by saying any other limit, up or down, buyers and sellers", () => {
  let [lies, changing] = [0, 0];
  fc.assert(
    fc.property(drawnBooks, fc.nat(), (book, choice) => {
      const order = book.orders[choice % Math.max(1, book.orders.length)];
      if (order === undefined) return;
      const trueLimit = limitsIn(book)[order.sequence] as Price;
      const honest = resultOf(book);
      const gain = gainOf(order, trueLimit, honest);
      expect(gain).toBeGreaterThanOrEqual(0);
      const before = honest.fills[order.sequence] as number;
      for (let limitPrice = -13; limitPrice <= 47; limitPrice++) {
        const orders = book.orders.map((each) => (each === order ? { ...each, limitPrice } : each));
        const lie = resultOf({ ...book, orders });
        if (gainOf(order, trueLimit, lie) > gain) expect.fail(textOf({ book, order, limitPrice }));
        lies += 1;
        const after = lie.fills[order.sequence] as number;
        if (after !== before) changing += 1;
        const better = (limitPrice - order.limitPrice) * (order.side === "buy" ? 1 : -1);
        if (better > 0 ? after < before : after > before) {
          expect.fail(`not monotone: ${textOf({ book, order, limitPrice })}`);
        }
      }
    }),
    { numRuns: 2500 },
  );
  expect(lies).toBeGreaterThan(100_000);
  expect(changing).toBeGreaterThan(10_000);
});

test("does not look at the order of the array", () => {
  fc.assert(
    fc.property(drawnBooks, fc.nat(), (book, choice) => {
      const cut = choice % Math.max(1, book.orders.length);
      const orders = [...book.orders.slice(cut), ...book.orders.slice(0, cut)].reverse();
      expect(resultOf({ ...book, orders })).toEqual(resultOf(book));
    }),
    { numRuns: 500 },
  );
});

test("where energies differ, a late order that finds no counterpart changes nobody's trade", () => {
  fc.assert(
    fc.property(singleOrderBooks(12, 9), fc.nat(5), (orders, away) => {
      if (new Set(orders.map(({ energyUkwh }) => energyUkwh)).size < 2) return;
      const before = resultOf({ rule, orders });
      const { lastBid, nextAsk } = before.evidence;
      const limitOf = (sequence: number | null) =>
        sequence === null ? Number.POSITIVE_INFINITY : (orders[sequence]?.limitPrice as Price);
      const limitPrice = Math.min(limitOf(lastBid), limitOf(nextAsk), 20) - 1 - away;
      const sequence = orders.length;
      const late = { sequence, account: 99, side: "buy" as const, limitPrice, energyUkwh: 4 };
      const asks = orders.filter(
        ({ side, limitPrice: ask }) => side === "sell" && ask <= limitPrice,
      );
      const isSpent = asks.every((ask) => before.fills[ask.sequence] === ask.energyUkwh);
      if (!isSpent) return;
      const after = resultOf({ rule, orders: [...orders, late] });
      expect(after.trades).toEqual(before.trades);
    }),
    { numRuns: 1500 },
  );
});

test("a result changed anywhere fails the check", () => {
  let changed = 0;
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 20, maxLength: 20 });
  fc.assert(
    fc.property(drawnBooks, changes, (book, choices) => {
      const result = resultOf(book);
      const honest = textOf(result);
      for (const [how, where] of choices) {
        for (const other of [
          tamper(result, how, where),
          retell(truthful, book, how, where) ?? result,
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
