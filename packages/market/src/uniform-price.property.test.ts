import fc from "fast-check";
import { expect, test } from "vitest";
import { books, openTariffOf, tariffFrom, tariffTables } from "./cases/arbitraries.js";
import { clearNaively } from "./cases/naive-auction.js";
import { checkClearing } from "./check-clearing.js";
import type { Order, Side } from "./order.js";
import type { Tariff } from "./tariff.js";
import { pairTrades } from "./trades.js";
import { clearUniformPrice } from "./uniform-price.js";

/** Says how the mechanism and the naive model differ on a book, or null when they do not. */
function differenceOn(orders: Order[], tariffOf: (account: number) => Tariff): string | null {
  const clearing = clearUniformPrice(orders, tariffOf);
  const naive = clearNaively(orders, tariffOf);
  const agree =
    clearing.price === naive.price &&
    clearing.energyUkwh === naive.energyUkwh &&
    clearing.fills.every((fill, sequence) => fill === naive.fills[sequence]);
  const check = checkClearing(orders, tariffOf, clearing);
  if (agree && check.ok) return null;
  return JSON.stringify({ orders, clearing, naive, check });
}

test("agrees with the naive model on every book of up to four orders over a small grid", () => {
  const kinds: Omit<Order, "sequence" | "account">[] = [];
  for (const side of ["buy", "sell"] satisfies Side[]) {
    for (const limitPrice of [-1, 0, 1, 3]) {
      for (const energyUkwh of [1, 2, 3]) kinds.push({ side, limitPrice, energyUkwh });
    }
  }
  let tried = 0;
  const extend = (orders: Order[]): void => {
    tried += 1;
    const difference = differenceOn(orders, openTariffOf);
    if (difference !== null) expect.fail(difference);
    if (orders.length === 4) return;
    const sequence = orders.length;
    for (const kind of kinds) extend([...orders, { ...kind, sequence, account: 4 + sequence }]);
  };
  extend([]);
  expect(tried).toBe(1 + 24 + 24 ** 2 + 24 ** 3 + 24 ** 4);
});

test("agrees with the naive model on larger books, under any tariffs", () => {
  fc.assert(
    fc.property(books(16, 20), tariffTables, (orders, table) => {
      expect(differenceOn(orders, tariffFrom(table))).toBeNull();
    }),
    { numRuns: 2000 },
  );
});

test("passes the sceptic's check on books with energies of any size, paired without a loss", () => {
  fc.assert(
    fc.property(books(60, 80_000_000), tariffTables, (orders, table) => {
      const clearing = clearUniformPrice(orders, tariffFrom(table));
      expect(checkClearing(orders, tariffFrom(table), clearing)).toEqual({ ok: true });
      const traded = orders.map(() => 0);
      for (const { buySequence, sellSequence, energyUkwh, buyer, seller } of pairTrades(
        orders,
        clearing,
      )) {
        expect(energyUkwh).toBeGreaterThan(0);
        expect(buyer).not.toBe(seller);
        for (const sequence of [buySequence, sellSequence]) {
          traded[sequence] = (traded[sequence] ?? 0) + energyUkwh;
        }
      }
      expect(traded).toEqual(clearing.fills);
    }),
    { numRuns: 500 },
  );
});
