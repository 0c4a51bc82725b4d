import fc from "fast-check";
import { limitIn, type MarketBook } from "../mechanisms/market-book.js";
import type { MarketOrder } from "../mechanisms/market-order.js";
import type { Cancellation, ContinuousRule } from "../mechanisms/market-rule.js";
import type { Side } from "../order.js";
import { FIRST_MEMBER_ACCOUNT } from "../settlement-line.js";
import { tariffFrom, tariffTables } from "./arbitraries.js";

export type ContinuousAuction = MarketBook<ContinuousRule>;

/** A book of the continuous auction; accounts are counted from the first member's. */
export function auctionOf(
  orders: readonly [account: number, side: Side, limitPrice: number, energyUkwh: number][],
  cancellations: readonly Cancellation[] = [],
): ContinuousAuction {
  return {
    rule: { mechanism: "continuous", cancellations },
    orders: orders.map(([account, side, limitPrice, energyUkwh], sequence) => {
      return {
        sequence,
        account: FIRST_MEMBER_ACCOUNT + account,
        side,
        limitPrice,
        energyUkwh,
      };
    }),
  };
}

/** What `continuousAuctions` draws from. */
interface AuctionLimits {
  maxOrders: number;
  maxEnergyUkwh: number;
  /** Prices are drawn around zero, a few ticks of this size away. */
  ticks: readonly number[];
}

/**
 * Random books with cancellations: few people or many, so that own orders cross in some of them and
 * nobody has two in others, with a tariff and without.
 */
export function continuousAuctions({
  maxOrders,
  maxEnergyUkwh,
  ticks,
}: AuctionLimits): fc.Arbitrary<ContinuousAuction> {
  const shapes = fc.record({
    people: fc.constantFrom(1, 2, 3, 8),
    prices: fc.constantFrom(1, 2, 5, 20),
    tick: fc.constantFrom(...ticks),
    table: fc.oneof(fc.constant(null), tariffTables),
  });
  return shapes.chain(({ people, prices, tick, table }) => {
    const order = fc.record({
      account: fc.nat(people - 1).map((person) => FIRST_MEMBER_ACCOUNT + person),
      side: fc.constantFrom<Side>("buy", "sell"),
      limitPrice: fc.integer({ min: -2, max: prices - 2 }).map((step) => step * tick),
      energyUkwh: fc.oneof(
        fc.integer({ min: 1, max: Math.min(3, maxEnergyUkwh) }),
        fc.integer({ min: 1, max: maxEnergyUkwh }),
      ),
      // How long after its arrival the order is taken back; mostly never.
      takenBackAfter: fc.option(fc.nat(maxOrders), { freq: 2 }),
    });
    return fc.array(order, { maxLength: maxOrders, size: "max" }).map((drafts) => {
      const cancellations = drafts.flatMap(({ takenBackAfter }, sequence) => {
        if (takenBackAfter === null || sequence + takenBackAfter >= drafts.length) return [];
        return [{ sequence, afterSequence: sequence + takenBackAfter }];
      });
      const orders = drafts.map(({ account, side, limitPrice, energyUkwh }, sequence) => {
        return { sequence, account, side, limitPrice, energyUkwh };
      });
      const book: ContinuousAuction = { rule: { mechanism: "continuous", cancellations }, orders };
      return table === null ? book : { ...book, tariffOf: tariffFrom(table) };
    });
  });
}

/** The orders by sequence, and their limits net of fees. */
export function ordersAndLimits(book: ContinuousAuction): {
  orders: MarketOrder[];
  limits: number[];
} {
  const orders = book.orders.toSorted((a, b) => a.sequence - b.sequence);
  return { orders, limits: orders.map((order) => limitIn(book, order)) };
}
