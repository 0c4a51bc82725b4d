import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { admitted, OPEN_TARIFF } from "./cases/arbitraries.js";
import { loadSolver } from "./cases/load-solver.js";
import { booksOf } from "./cases/mechanism-books.js";
import { clearNaively } from "./cases/naive-auction.js";
import type { NaiveMatching } from "./cases/naive-matching.js";
import { networkOptimum } from "./cases/network-optimum.js";
import { tamper, textOf } from "./cases/tamper.js";
import { checkResult, clearBook } from "./mechanisms/clear-book.js";
import { limitIn, type MarketBook } from "./mechanisms/market-book.js";
import type { MarketOrder } from "./mechanisms/market-order.js";
import type { MarketResult } from "./mechanisms/market-result.js";
import type { MechanismName, NetworkLine, NetworkRule } from "./mechanisms/market-rule.js";
import { RESULT_VIOLATIONS } from "./mechanisms/mechanism.js";
import type { SolveLinearProgram } from "./mechanisms/network/linear-program.js";
import { MARKET_PROPERTIES, type MarketProperty, PROPERTIES_OF } from "./properties.js";

let solve: SolveLinearProgram;
beforeAll(async () => {
  solve = await loadSolver();
});

function clear(book: MarketBook): MarketResult {
  const cleared = clearBook(book, solve);
  if (cleared.ok) return cleared.result;
  // More may be scheduled on a random network than it can carry: nothing is claimed of such a book.
  fc.pre(cleared.reason !== "book_network_infeasible");
  throw new Error(textOf({ cleared, book }));
}

const fillOf = ({ fills }: MarketResult, { sequence }: MarketOrder) => fills[sequence] as number;
const withOrders = (book: MarketBook, orders: MarketOrder[]): MarketBook => ({ ...book, orders });

function isWithinCapacity(line: NetworkLine): boolean {
  const { scheduledUkwh, capacityUkwh, reverseCapacityUkwh } = line;
  return scheduledUkwh <= capacityUkwh && -scheduledUkwh <= reverseCapacityUkwh;
}

/** What can be gained at best, by another model or by linear programming. */
function bestOf(book: MarketBook): NaiveMatching {
  const { rule, orders, tariffOf } = book;
  if (rule.mechanism === "network") {
    // Relief at a loss may have to do without the cheapest pair, because it is an account's own; the
    // linear program knows no accounts. The exhaustive model of networks covers that.
    fc.pre(rule.network.lines.every(isWithinCapacity));
    return networkOptimum(solve, book as MarketBook<NetworkRule>);
  }
  return clearNaively(orders, tariffOf ?? (() => OPEN_TARIFF));
}

/** An order's limit for a counterpart that it prefers: the farthest that it may be held to. */
function farthestLimit(book: MarketBook, order: MarketOrder): number {
  const premium = order.prefers?.premium ?? 0;
  const limitPrice = order.limitPrice + (order.side === "buy" ? premium : -premium);
  return limitIn(book, { ...order, limitPrice });
}

/** What an order gains at its own limit (net), whatever limit the book says. */
function gainOf(book: MarketBook, order: MarketOrder, said: number): number {
  const told = book.orders.map((each) => (each === order ? { ...each, limitPrice: said } : each));
  const limit = limitIn(book, order);
  return clear(withOrders(book, told)).trades.reduce((sum, trade) => {
    if (trade.buySequence === order.sequence) {
      return sum + trade.energyUkwh * (limit - trade.buyPrice);
    }
    if (trade.sellSequence === order.sequence) {
      return sum + trade.energyUkwh * (trade.sellPrice - limit);
    }
    return sum;
  }, 0);
}

/** Each property as a claim about one random book, true where it does not apply. */
const CLAIMS: Record<MarketProperty, (book: MarketBook, choice: number) => boolean> = {
  "energy-conserved": (book) => {
    const { fills, trades, energyUkwh } = clear(book);
    const traded = fills.map(() => 0);
    let [bought, sold] = [0, 0];
    for (const order of book.orders) {
      if (order.side === "buy") bought += fills[order.sequence] as number;
      else sold += fills[order.sequence] as number;
    }
    for (const trade of trades) {
      traded[trade.buySequence] = (traded[trade.buySequence] ?? 0) + trade.energyUkwh;
      traded[trade.sellSequence] = (traded[trade.sellSequence] ?? 0) + trade.energyUkwh;
    }
    return bought === sold && bought === energyUkwh && traded.every((sum, i) => sum === fills[i]);
  },
  "welfare-optimal": (book) => Number(clear(book).welfare) === bestOf(book).welfare,
  "volume-maximal": (book) => clear(book).energyUkwh === bestOf(book).energyUkwh,
  "budget-balanced": (book) => clear(book).fund === 0n,
  "no-deficit": (book) => clear(book).fund >= 0n,
  "individually-rational": (book) =>
    clear(book).trades.every(({ buySequence, sellSequence, buyPrice, sellPrice }) => {
      const [buy, sell] = [book.orders[buySequence], book.orders[sellSequence]];
      if (buy === undefined || sell === undefined || buy.account === sell.account) return false;
      return buyPrice <= farthestLimit(book, buy) && sellPrice >= farthestLimit(book, sell);
    }),
  "one-price": (book) => {
    const { trades, price } = clear(book);
    return trades.every(({ buyPrice, sellPrice }) => buyPrice === price && sellPrice === price);
  },
  "order-independent": (book, choice) => {
    const { orders } = book;
    const cut = orders.length === 0 ? 0 : choice % orders.length;
    const shuffled = [...orders.slice(cut), ...orders.slice(0, cut)].reverse();
    return textOf(clear(book)) === textOf(clear(withOrders(book, shuffled)));
  },
  "unaffected-by-non-crossing-order": (book, choice) => {
    const { orders } = book;
    // More than all others want or offer together: rationed with them it would never get nothing.
    const late: MarketOrder = {
      sequence: orders.length,
      account: 99,
      side: choice % 2 === 0 ? "buy" : "sell",
      limitPrice: (choice % 67) - 20,
      energyUkwh: book.rule.mechanism === "truthful" && choice % 3 === 0 ? 1 : 1000,
      zone: orders[choice % Math.max(1, orders.length)]?.zone ?? "a",
    };
    const before = clear(book);
    const after = clear(withOrders(book, [...orders, late]));
    if (fillOf(after, late) > 0) return true;
    return (
      textOf([before.price, before.trades, [...before.fills, 0]]) ===
      textOf([after.price, after.trades, after.fills])
    );
  },
  monotone: (book, choice) => {
    const { orders } = book;
    const chosen = orders[choice % Math.max(1, orders.length)];
    if (chosen === undefined) return true;
    const step = (chosen.side === "buy" ? 1 : -1) * (1 + (choice % 7));
    const improved = orders.map((order) =>
      order === chosen ? { ...order, limitPrice: order.limitPrice + step } : order,
    );
    if (admitted(improved).length < improved.length) return true;
    return fillOf(clear(withOrders(book, improved)), chosen) >= fillOf(clear(book), chosen) - 1;
  },
  truthful: (book, choice) => {
    const lone = book.orders.filter(
      ({ account }) => book.orders.filter((other) => other.account === account).length === 1,
    );
    const order = lone[choice % Math.max(1, lone.length)];
    if (order === undefined) return true;
    const honest = gainOf(book, order, order.limitPrice);
    return [-8, -4, -2, -1, 1, 2, 4, 8].every(
      (away) => gainOf(book, order, order.limitPrice + away) <= honest,
    );
  },
};

/** How often the fuzzer met each violation, over all mechanisms. */
const found = new Map<string, number>();

const RUNS = 600;
const HUNT = 20_000;

describe.each(Object.entries(PROPERTIES_OF) as [MechanismName, Record<MarketProperty, boolean>][])(
  "%s",
  (mechanism, holds) => {
    const books = booksOf(mechanism);

    test.each(MARKET_PROPERTIES)("%s, as the table says", (property) => {
      const claim = fc.property(books, fc.nat(), CLAIMS[property]);
      if (holds[property]) fc.assert(claim, { numRuns: RUNS });
      else expect(fc.check(claim, { numRuns: HUNT }).failed).toBe(true);
    });

    test("passes its own check, and one that was changed anywhere does not", () => {
      let changed = 0;
      const changes = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 25, maxLength: 25 });
      fc.assert(
        fc.property(books, changes, (book, each) => {
          const result = clear(book);
          expect(checkResult(book, result)).toEqual({ ok: true });
          const honest = textOf(result);
          for (const [how, where] of each) {
            const other = tamper(result, how, where);
            if (textOf(other) === honest) continue;
            changed += 1;
            const check = checkResult(book, other);
            if (check.ok) expect.fail(textOf({ book, result, other }));
            else found.set(check.reason, (found.get(check.reason) ?? 0) + 1);
          }
        }),
        { numRuns: RUNS },
      );
      expect(changed).toBeGreaterThan(5_000);
    });
  },
);

test("the fuzzer met every violation that a changed result can have", () => {
  // A full line is a network's own affair, and a book that is none is no changed result.
  const elsewhere = ["result_capacity_exceeded", "result_book_invalid"];
  const missed = RESULT_VIOLATIONS.filter((violation) => !found.has(violation));
  expect(missed.filter((violation) => !elsewhere.includes(violation))).toEqual([]);
});

test("a book that is none has no result that passes", () => {
  const rule = { mechanism: "uniform-price", pricing: "midpoint", ties: "pro-rata" } as const;
  const result = clear({ rule, orders: [] });
  const twice: MarketOrder = {
    sequence: 1,
    account: 4,
    side: "buy",
    limitPrice: 1,
    energyUkwh: 1,
  };
  expect(checkResult({ rule, orders: [twice] }, result)).toEqual({
    ok: false,
    reason: "result_book_invalid",
  });
});
