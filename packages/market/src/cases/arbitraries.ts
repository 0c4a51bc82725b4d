import fc from "fast-check";
import type { Order } from "../order.js";
import { crossesOwn } from "../own-orders.js";
import { FIRST_MEMBER_ACCOUNT } from "../settlement-line.js";
import type { Tariff } from "../tariff.js";

/** A tariff that neither clips a limit nor charges a fee, for tests that are about limits alone. */
export const OPEN_TARIFF: Tariff = {
  retailPrice: 1_000_000_000,
  feedInPrice: -1_000_000_000,
  buyerFee: 0,
  sellerFee: 0,
};

/** Everybody's tariff is the open one. */
export const openTariffOf = (): Tariff => OPEN_TARIFF;

/** How many accounts random books draw from; few, so that accounts have several orders. */
export const ACCOUNTS = 8;

/** A random tariff; mostly with room for trade, sometimes without any. */
export const tariffs: fc.Arbitrary<Tariff> = fc.record({
  retailPrice: fc.integer({ min: 0, max: 40 }),
  feedInPrice: fc.integer({ min: -10, max: 15 }),
  buyerFee: fc.nat(6),
  sellerFee: fc.nat(6),
});

/** A tariff for each account: one for the whole community, or each its own. */
export const tariffTables: fc.Arbitrary<readonly Tariff[]> = fc.oneof(
  tariffs.map((tariff) => new Array<Tariff>(ACCOUNTS).fill(tariff)),
  fc.array(tariffs, { minLength: ACCOUNTS, maxLength: ACCOUNTS }),
);

/** Looks a tariff up in a table by account. */
export function tariffFrom(table: readonly Tariff[]): (account: number) => Tariff {
  return (account) => table[account - FIRST_MEMBER_ACCOUNT] ?? OPEN_TARIFF;
}

/**
 * Random books as admission would let them in: numbered, and without orders that cross their own.
 */
export function books(maxOrders: number, maxEnergyUkwh: number): fc.Arbitrary<Order[]> {
  const energies = fc.integer({ min: 1, max: maxEnergyUkwh });
  const order = fc.record({
    account: fc.integer({ min: FIRST_MEMBER_ACCOUNT, max: FIRST_MEMBER_ACCOUNT + ACCOUNTS - 1 }),
    side: fc.constantFrom("buy" as const, "sell" as const),
    limitPrice: fc.oneof(fc.integer({ min: -3, max: 12 }), fc.integer({ min: -20, max: 45 })),
    energyUkwh: fc.oneof(energies, fc.integer({ min: 1, max: Math.min(4, maxEnergyUkwh) })),
  });
  return fc.array(order, { maxLength: maxOrders }).map((drafts) => admitted(drafts));
}

/**
 * Numbers the orders that do not cross an earlier one of the same account, and drops the others.
 */
export function admitted(drafts: readonly Omit<Order, "sequence">[]): Order[] {
  const book: Order[] = [];
  for (const draft of drafts) {
    const own = book.filter(({ account }) => account === draft.account);
    if (own.some((live) => crossesOwn(draft, live))) continue;
    book.push({ ...draft, sequence: book.length });
  }
  return book;
}
