import fc from "fast-check";
import type { MarketOrder } from "../mechanisms/market-order.js";

/** Numbers drafts of orders in the order in which they stand. */
export function numbered(drafts: readonly Omit<MarketOrder, "sequence">[]): MarketOrder[] {
  return drafts.map((draft, sequence) => ({ ...draft, sequence }));
}

/** Books that no admission has seen: few accounts, whose own orders often cross. */
export function wildBooks(most: number, energies: number): fc.Arbitrary<MarketOrder[]> {
  const draft = fc.record({
    account: fc.integer({ min: 4, max: 7 }),
    side: fc.constantFrom("buy" as const, "sell" as const),
    limitPrice: fc.integer({ min: -4, max: 12 }),
    energyUkwh: fc.integer({ min: 1, max: energies }),
  });
  return fc.array(draft, { maxLength: most, size: "max" }).map(numbered);
}

/**
 * Books in which every account has one order; about half of them with one energy for all, where
 * single-unit rules apply.
 */
export function singleOrderBooks(most: number, energies: number): fc.Arbitrary<MarketOrder[]> {
  const energy = fc.integer({ min: 1, max: energies });
  const draft = fc.record({
    side: fc.constantFrom("buy" as const, "sell" as const),
    limitPrice: fc.integer({ min: -4, max: 10 }),
    energyUkwh: energy,
  });
  return fc
    .tuple(fc.array(draft, { maxLength: most, size: "max" }), fc.option(energy))
    .map(([drafts, single]) =>
      drafts.map((each, sequence) => ({
        ...each,
        sequence,
        account: 4 + sequence,
        energyUkwh: single ?? each.energyUkwh,
      })),
    );
}

/** Books of standing offers: wild books in which many orders have a source or a preference. */
export function standingBooks(most: number, energies: number): fc.Arbitrary<MarketOrder[]> {
  const wish = fc.record(
    {
      source: fc.constantFrom("solar" as const, "wind" as const, "any" as const),
      prefers: fc.record({
        partners: fc.array(fc.integer({ min: 4, max: 7 }), { maxLength: 2 }),
        premium: fc.nat(4),
      }),
    },
    { requiredKeys: [] },
  );
  return fc
    .tuple(wildBooks(most, energies), fc.array(wish, { minLength: most, maxLength: most }))
    .map(([orders, wishes]) => orders.map((order, index) => ({ ...order, ...wishes[index] })));
}
