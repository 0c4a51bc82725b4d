import { apportion, type Price } from "@pumasi/quantities";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tariffFrom, tariffTables } from "../../cases/arbitraries.js";
import { fillNaively } from "../../cases/naive-given-price.js";
import { matchNaively } from "../../cases/naive-matching.js";
import { retell } from "../../cases/retell.js";
import { tamper, textOf } from "../../cases/tamper.js";
import { numbered, wildBooks } from "../../cases/wild-books.js";
import type { Order, Side } from "../../order.js";
import { checkResult } from "../clear-book.js";
import { limitIn, type MarketBook } from "../market-book.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult } from "../market-result.js";
import type { MidMarketRateRule, PostedPriceRule, Ties } from "../market-rule.js";
import type { Mechanism } from "../mechanism.js";
import type { PriceEvidence } from "./accept-at-price.js";
import { midMarketRate } from "./mid-market-rate.js";
import { postedPrice } from "./posted-price.js";

type Rule = PostedPriceRule | MidMarketRateRule;
type GivenPrice = Mechanism<Rule, PriceEvidence>;

const TIES: readonly Ties[] = ["pro-rata", "time"];

const postedRules: fc.Arbitrary<Rule> = fc.record({
  mechanism: fc.constant("posted-price" as const),
  price: fc.integer({ min: -4, max: 12 }),
  ties: fc.constantFrom(...TIES),
});

const midMarketRules: fc.Arbitrary<Rule> = fc.record({
  mechanism: fc.constant("mid-market-rate" as const),
  retailPrice: fc.integer({ min: 0, max: 16 }),
  feedInPrice: fc.integer({ min: -6, max: 6 }),
  buyerFee: fc.nat(3),
  sellerFee: fc.nat(3),
  ties: fc.constantFrom(...TIES),
});

function resultOf(mechanism: GivenPrice, book: MarketBook<Rule>): MarketResult<PriceEvidence> {
  const cleared = mechanism.clear(book);
  if (!cleared.ok) throw new Error(cleared.reason);
  return cleared.result;
}

const limitsIn = (book: MarketBook<Rule>) => book.orders.map((order) => limitIn(book, order));

/** The most that can trade at a price without own pairs, by trying every matching. */
function mostAt(orders: readonly MarketOrder[], limits: readonly Price[], price: Price): number {
  const accepts = ({ side, sequence }: MarketOrder) =>
    side === "buy" ? (limits[sequence] as Price) >= price : (limits[sequence] as Price) <= price;
  const flat = orders.map((order) => {
    if (accepts(order)) return 0;
    return order.side === "buy" ? -1 : 1;
  });
  return matchNaively(orders, flat).energyUkwh;
}

test("trades all that can be traded at the price, on every book of up to four orders", () => {
  const kinds: Omit<Order, "sequence">[] = [];
  for (const side of ["buy", "sell"] satisfies Side[]) {
    for (const [account, energyUkwh] of [
      [4, 1],
      [4, 3],
      [5, 1],
      [5, 2],
      [6, 2],
    ] as const) {
      kinds.push({ side, limitPrice: 0, account, energyUkwh });
    }
    kinds.push({ side, limitPrice: side === "buy" ? -1 : 1, account: 4, energyUkwh: 2 });
  }
  let tried = 0;
  const extend = (drafts: Omit<Order, "sequence">[]): void => {
    const orders = numbered(drafts);
    const limits = orders.map(({ limitPrice }) => limitPrice);
    const most = mostAt(orders, limits, 0);
    for (const ties of TIES) {
      tried += 1;
      const book = { rule: { mechanism: "posted-price" as const, price: 0, ties }, orders };
      const result = resultOf(postedPrice as GivenPrice, book);
      const isRight =
        result.energyUkwh === most &&
        textOf(result.fills) === textOf(fillNaively(orders, limits, 0, ties)) &&
        postedPrice.check(book, result).ok;
      if (!isRight) expect.fail(textOf({ book, result, most }));
    }
    if (drafts.length < 4) for (const kind of kinds) extend([...drafts, kind]);
  };
  extend([]);
  expect(tried).toBe(2 * (1 + 12 + 12 ** 2 + 12 ** 3 + 12 ** 4));
});

describe.each([
  ["posted-price", postedPrice as GivenPrice, postedRules],
  ["mid-market-rate", midMarketRate as GivenPrice, midMarketRules],
] as const)("%s", (_, mechanism, rules) => {
  const orders = fc.oneof(wildBooks(9, 6), wildBooks(30, 40));
  const books: fc.Arbitrary<MarketBook<Rule>> = fc
    .tuple(orders, rules, fc.option(tariffTables))
    .map(([each, rule, table]) => {
      const book = { rule, orders: each };
      return table === null ? book : { ...book, tariffOf: tariffFrom(table) };
    });

  test("fills as the naive model does, at one price within all limits, and passes its check", () => {
    let [split, traded] = [0, 0];
    fc.assert(
      fc.property(books, (book) => {
        const result = resultOf(mechanism, book);
        const { offeredPrice } = result.evidence;
        const limits = limitsIn(book);
        const naive =
          offeredPrice === null
            ? book.orders.map(() => 0)
            : fillNaively(book.orders, limits, offeredPrice, book.rule.ties);
        expect(result.fills).toEqual(naive);
        expect(result.fund).toBe(0n);
        expect(result.price).toBe(result.energyUkwh > 0 ? offeredPrice : null);
        for (const { buySequence, sellSequence, buyPrice, sellPrice } of result.trades) {
          expect([buyPrice, sellPrice]).toEqual([offeredPrice, offeredPrice]);
          expect(limits[buySequence]).toBeGreaterThanOrEqual(buyPrice);
          expect(limits[sellSequence]).toBeLessThanOrEqual(sellPrice);
        }
        expect(mechanism.check(book, result)).toEqual({ ok: true });
        if (result.evidence.split !== null) split += 1;
        if (result.energyUkwh > 0) traded += 1;
      }),
      { numRuns: 3000 },
    );
    expect(split).toBeGreaterThan(30);
    expect(traded).toBeGreaterThan(200);
  });

  test("does not look at the order of the array", () => {
    fc.assert(
      fc.property(books, fc.nat(), (book, choice) => {
        const cut = choice % Math.max(1, book.orders.length);
        const orders = [...book.orders.slice(cut), ...book.orders.slice(0, cut)].reverse();
        expect(resultOf(mechanism, { ...book, orders })).toEqual(resultOf(mechanism, book));
      }),
      { numRuns: 500 },
    );
  });

  test("an order that does not accept the price changes nothing", () => {
    fc.assert(
      fc.property(books, fc.constantFrom<Side>("buy", "sell"), (book, side) => {
        const before = resultOf(mechanism, book);
        const { offeredPrice } = before.evidence;
        const away = side === "buy" ? -1 : 1;
        const sequence = book.orders.length;
        const limitPrice = (offeredPrice ?? 0) + away;
        const late = { sequence, account: 99, side, limitPrice, energyUkwh: 5 };
        const after = resultOf(mechanism, { ...book, orders: [...book.orders, late] });
        expect(after.trades).toEqual(before.trades);
        expect(after.fills).toEqual([...before.fills, 0]);
      }),
      { numRuns: 1000 },
    );
  });

  test("nobody with one order gains or gets less by saying a limit nearer to the price", () => {
    fc.assert(
      fc.property(books, fc.nat(), fc.integer({ min: -20, max: 30 }), (book, choice, said) => {
        const chosen = book.orders[choice % Math.max(1, book.orders.length)];
        if (chosen === undefined) return;
        const order = { ...chosen, account: 99 };
        const tell = (limitPrice: Price) =>
          resultOf(mechanism, {
            ...book,
            orders: book.orders.map((each) => (each === chosen ? { ...order, limitPrice } : each)),
          });
        const direction = order.side === "buy" ? 1 : -1;
        const gainOf = ({ price, fills }: MarketResult) =>
          direction * (order.limitPrice - (price ?? 0)) * (fills[order.sequence] as number);
        const honest = tell(order.limitPrice);
        const lie = tell(said);
        expect(gainOf(lie)).toBeLessThanOrEqual(gainOf(honest));
        const [worse, better] =
          direction * (said - order.limitPrice) > 0 ? [honest, lie] : [lie, honest];
        const fill = ({ fills }: MarketResult) => fills[order.sequence] as number;
        expect(fill(better)).toBeGreaterThanOrEqual(fill(worse));
      }),
      { numRuns: 2000 },
    );
  });

  test("a result changed anywhere fails the check", () => {
    let changed = 0;
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(books, changes, (book, choices) => {
        const result = resultOf(mechanism, book);
        const honest = textOf(result);
        for (const [how, where] of choices) {
          for (const other of [
            tamper(result, how, where),
            retell(mechanism, book, how, where) ?? result,
          ]) {
            if (textOf(other) === honest) continue;
            changed += 1;
            if (checkResult(book, other).ok) expect.fail(textOf({ book, result, other }));
          }
        }
      }),
      { numRuns: 1500 },
    );
    expect(changed).toBeGreaterThan(10_000);
  });
});

test("shares of a ration add up whatever the size", () => {
  const [demand, supply] = [3_000_000_000_000_000, 2_999_999_999_999_999];
  const orders = numbered([
    { account: 4, side: "buy", limitPrice: 5, energyUkwh: demand / 3 },
    { account: 5, side: "buy", limitPrice: 5, energyUkwh: demand / 3 },
    { account: 6, side: "buy", limitPrice: 5, energyUkwh: demand / 3 },
    { account: 7, side: "sell", limitPrice: 5, energyUkwh: supply },
  ]);
  const rule: Rule = { mechanism: "posted-price", price: 5, ties: "pro-rata" };
  const result = resultOf(postedPrice as GivenPrice, { rule, orders });
  expect(result.fills).toEqual([
    ...apportion(supply, [demand / 3, demand / 3, demand / 3]),
    supply,
  ]);
  expect(postedPrice.check({ rule, orders }, result)).toEqual({ ok: true });
});
