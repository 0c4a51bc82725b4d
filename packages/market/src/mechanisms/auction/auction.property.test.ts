import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { books, tariffFrom, tariffTables } from "../../cases/arbitraries.js";
import { type LinearOptimum, loadLinearOptimum } from "../../cases/linear-optimum.js";
import { matchNaively } from "../../cases/naive-matching.js";
import { tamper, textOf } from "../../cases/tamper.js";
import type { Order, Side } from "../../order.js";
import { pairTrades } from "../../trades.js";
import { clearUniformPrice } from "../../uniform-price.js";
import { checkResult } from "../clear-book.js";
import { limitIn, type MarketBook } from "../market-book.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult } from "../market-result.js";
import type { PayAsBidRule, UniformPriceRule } from "../market-rule.js";
import type { Mechanism } from "../mechanism.js";
import { payAsBid } from "./pay-as-bid.js";
import { uniformPrice } from "./uniform-price.js";

const UNIFORM: UniformPriceRule = {
  mechanism: "uniform-price",
  pricing: "midpoint",
  ties: "pro-rata",
};

const uniformRules: fc.Arbitrary<UniformPriceRule> = fc.record({
  mechanism: fc.constant("uniform-price" as const),
  pricing: fc.constantFrom("midpoint", "marginal-bid", "marginal-ask", "k"),
  kPpm: fc.integer({ min: 0, max: 1_000_000 }),
  ties: fc.constantFrom("pro-rata", "time"),
});

const pairRules: fc.Arbitrary<PayAsBidRule> = fc.record({
  mechanism: fc.constant("pay-as-bid" as const),
  pricing: fc.constantFrom("bid", "ask", "middle"),
  ties: fc.constantFrom("pro-rata", "time"),
});

/** Books that no admission has seen: few accounts, whose own orders often cross. */
const wildBooks = (most: number, energies: number): fc.Arbitrary<MarketOrder[]> =>
  fc
    .array(
      fc.record({
        account: fc.integer({ min: 4, max: 7 }),
        side: fc.constantFrom("buy" as const, "sell" as const),
        limitPrice: fc.integer({ min: -4, max: 12 }),
        energyUkwh: fc.integer({ min: 1, max: energies }),
      }),
      { maxLength: most },
    )
    .map((drafts) => drafts.map((draft, sequence) => ({ ...draft, sequence })));

function resultOf<E>(
  mechanism: { clear(book: MarketBook<never>): ReturnType<Mechanism["clear"]> },
  book: MarketBook,
): MarketResult<E> {
  const cleared = mechanism.clear(book as MarketBook<never>);
  if (!cleared.ok) throw new Error(cleared.reason);
  return cleared.result as MarketResult<E>;
}

let linearOptimum: LinearOptimum;
beforeAll(async () => {
  linearOptimum = await loadLinearOptimum();
});

test("gains as much as any matching among others, on every book of up to four orders of two accounts", () => {
  const kinds: Omit<Order, "sequence">[] = [];
  for (const side of ["buy", "sell"] satisfies Side[]) {
    for (const limitPrice of [-1, 0, 2]) {
      for (const [account, energyUkwh] of [
        [4, 1],
        [4, 3],
        [5, 2],
      ] as const) {
        kinds.push({ side, limitPrice, account, energyUkwh });
      }
    }
  }
  let tried = 0;
  const extend = (orders: MarketOrder[]): void => {
    tried += 1;
    const limits = orders.map(({ limitPrice }) => limitPrice);
    const book = { rule: UNIFORM, orders };
    const result = resultOf<never>(uniformPrice, book);
    const best = matchNaively(orders, limits);
    const isRight =
      Number(result.welfare) === best.welfare &&
      result.energyUkwh === best.energyUkwh &&
      uniformPrice.check(book, result).ok;
    if (!isRight)
      expect.fail(textOf({ orders, result, best, check: uniformPrice.check(book, result) }));
    if (orders.length === 4) return;
    for (const kind of kinds) extend([...orders, { ...kind, sequence: orders.length }]);
  };
  extend([]);
  expect(tried).toBe(1 + 18 + 18 ** 2 + 18 ** 3 + 18 ** 4);
}, 60_000);

test("gains what the linear optimum gains, whoever's orders cross", () => {
  fc.assert(
    fc.property(wildBooks(14, 9), pairRules, (orders, rule) => {
      const limits = orders.map(({ limitPrice }) => limitPrice);
      const result = resultOf<never>(payAsBid, { rule, orders });
      expect(Number(result.welfare)).toBe(linearOptimum(orders, limits));
      expect(payAsBid.check({ rule, orders }, result)).toEqual({ ok: true });
    }),
    { numRuns: 1500 },
  );
});

test("is the ledger's clearing and pairing on every admitted book", () => {
  fc.assert(
    fc.property(books(20, 30), tariffTables, (orders, table) => {
      const tariffOf = tariffFrom(table);
      const clearing = clearUniformPrice(orders, tariffOf);
      const book = { rule: UNIFORM, orders, tariffOf };
      const result = resultOf<never>(uniformPrice, book);
      expect([result.price, result.energyUkwh, result.fills]).toEqual([
        clearing.price,
        clearing.energyUkwh,
        clearing.fills,
      ]);
      expect(result.fund).toBe(0n);
      const limits = orders.map((order) => limitIn(book, order));
      const isPlain = orders.every(({ limitPrice }, index) => limits[index] === limitPrice);
      if (!isPlain) return;
      expect(
        result.trades.map(({ buySequence, sellSequence, energyUkwh }) => [
          buySequence,
          sellSequence,
          energyUkwh,
        ]),
      ).toEqual(
        pairTrades(orders, clearing).map(({ buySequence, sellSequence, energyUkwh }) => [
          buySequence,
          sellSequence,
          energyUkwh,
        ]),
      );
    }),
    { numRuns: 1000 },
  );
});

describe.each([
  ["uniform-price", uniformPrice as unknown as Mechanism, uniformRules],
  ["pay-as-bid", payAsBid as unknown as Mechanism, pairRules],
] as const)("%s", (_, mechanism, rules) => {
  const bookish = fc.oneof(wildBooks(9, 6), wildBooks(30, 5_000_000), books(12, 20));

  test("passes its own check, without own pairs, whoever's orders cross", () => {
    fc.assert(
      fc.property(bookish, rules, tariffTables, (orders, rule, table) => {
        for (const book of [
          { rule, orders },
          { rule, orders, tariffOf: tariffFrom(table) },
        ]) {
          const result = resultOf(mechanism, book);
          expect(mechanism.check(book, result)).toEqual({ ok: true });
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("a result changed anywhere fails the check", () => {
    let changed = 0;
    fc.assert(
      fc.property(
        bookish,
        rules,
        fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 20, maxLength: 20 }),
        (orders, rule, changes) => {
          const book = { rule, orders };
          const result = resultOf(mechanism, book);
          const honest = textOf(result);
          for (const [how, where] of changes) {
            const other = tamper(result, how, where);
            if (textOf(other) === honest) continue;
            changed += 1;
            if (checkResult(book, other).ok) expect.fail(textOf({ orders, rule, result, other }));
          }
        },
      ),
      { numRuns: 1500 },
    );
    expect(changed).toBeGreaterThan(10_000);
  });
});
