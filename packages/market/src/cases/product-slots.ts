import fc from "fast-check";
import { netLimit } from "../effective-limit.js";
import type { MarketTrade } from "../mechanisms/market-result.js";
import type { Order } from "../order.js";
import type { AccountReading } from "../products/account-columns.js";
import type { ContractedSlot } from "../products/contracts-from-result.js";
import type { AccountAllocation } from "../products/settle-sharing.js";
import { FIRST_MEMBER_ACCOUNT } from "../settlement-line.js";
import type { Tariff } from "../tariff.js";
import { pairTrades } from "../trades.js";
import { clearUniformPrice } from "../uniform-price.js";
import { ACCOUNTS, admitted, books, tariffFrom, tariffTables } from "./arbitraries.js";

/**
 * How a random book's pairs are priced: all at one price, each at its bid or at its ask, or the
 * buyer at its bid and the seller at its ask, which leaves a fund.
 */
const PRICINGS = ["one", "bid", "ask", "both"] as const;

/** Large enough for ties, cuts and several orders an account; small enough for unit by unit. */
const [MOST_ORDERS, MOST_UKWH] = [14, 400];

/** Clears a book, and prices its pairs as said. */
export function resultOf(
  orders: readonly Order[],
  tariffOf: (account: number) => Tariff,
  pricing: (typeof PRICINGS)[number],
): ContractedSlot["result"] {
  const clearing = clearUniformPrice(orders, tariffOf);
  const limits = [...orders]
    .sort((a, b) => a.sequence - b.sequence)
    .map((order) => netLimit(order, tariffOf(order.account)));
  const trades = pairTrades(orders, clearing).map((trade): MarketTrade => {
    const { buySequence, sellSequence, energyUkwh, price } = trade;
    const [bid, ask] = [limits[buySequence] as number, limits[sellSequence] as number];
    const buyPrice = { one: price, bid, ask, both: bid }[pricing];
    const sellPrice = { one: price, bid, ask, both: ask }[pricing];
    return { buySequence, sellSequence, energyUkwh, buyPrice, sellPrice };
  });
  return { price: pricing === "one" ? clearing.price : null, fills: clearing.fills, trades };
}

/** Tariffs with room for trade, each account its own; random ones seldom leave any to all. */
const roomyTariffs: fc.Arbitrary<readonly Tariff[]> = fc.array(
  fc.record({
    retailPrice: fc.integer({ min: 22, max: 40 }),
    feedInPrice: fc.integer({ min: -10, max: 10 }),
    buyerFee: fc.nat(4),
    sellerFee: fc.nat(4),
  }),
  { minLength: ACCOUNTS, maxLength: ACCOUNTS },
);

/** Books in which most orders find somebody; random ones often leave nothing to settle. */
const crossingBooks: fc.Arbitrary<Order[]> = fc
  .array(
    fc.record({
      account: fc.integer({ min: FIRST_MEMBER_ACCOUNT, max: FIRST_MEMBER_ACCOUNT + ACCOUNTS - 1 }),
      side: fc.constantFrom("buy" as const, "sell" as const),
      wish: fc.nat(25),
      energyUkwh: fc.integer({ min: 1, max: MOST_UKWH }),
    }),
    { minLength: 5, maxLength: MOST_ORDERS },
  )
  .map((drafts) =>
    admitted(
      drafts.map(({ wish, ...order }) => ({
        ...order,
        limitPrice: order.side === "buy" ? 12 + wish : 18 - wish,
      })),
    ),
  );

const meters = fc.array(fc.tuple(fc.nat(600), fc.nat(600), fc.nat(3)), {
  minLength: ACCOUNTS,
  maxLength: ACCOUNTS,
});

/**
 * Slots as they happen under contracts: a random book is cleared, and then everybody meters
 * something else.
 */
export const contractedSlots: fc.Arbitrary<ContractedSlot> = fc
  .tuple(
    fc.oneof(books(MOST_ORDERS, MOST_UKWH), crossingBooks),
    fc.oneof(tariffTables, { arbitrary: roomyTariffs, weight: 2 }),
    meters,
    fc.constantFrom(...PRICINGS),
  )
  .map(([orders, table, metered, pricing]) => {
    const tariffOf = tariffFrom(table);
    const readings = metered.map(([drawn, fedIn, kind], index) => ({
      account: FIRST_MEMBER_ACCOUNT + index,
      importedUkwh: kind === 1 ? 0 : drawn,
      exportedUkwh: kind === 2 ? 0 : fedIn,
    }));
    return { orders, result: resultOf(orders, tariffOf, pricing), readings, tariffOf };
  });

/** The same with meters that show at least what every account ordered. */
export const exPostSlots: fc.Arbitrary<ContractedSlot> = fc
  .tuple(contractedSlots, fc.array(fc.nat(3), { minLength: ACCOUNTS, maxLength: ACCOUNTS }))
  .map(([slot, extras]) => {
    const ordered = (account: number, side: Order["side"]) =>
      slot.orders
        .filter((order) => order.account === account && order.side === side)
        .reduce((sum, { energyUkwh }) => sum + energyUkwh, 0);
    const readings = slot.readings.map(({ account }, index) => ({
      account,
      importedUkwh: ordered(account, "buy") + (extras[index] as number),
      exportedUkwh: ordered(account, "sell") + (extras[index] as number) * 2,
    }));
    return { ...slot, readings };
  });

export interface SharingSlot {
  readings: readonly AccountReading[];
  allocations: readonly AccountAllocation[];
  price: number | null;
  tariffOf: (account: number) => Tariff;
}

/** Slots with an allocation that balances: somebody's energy to somebody, in a random order. */
export const sharingSlots: fc.Arbitrary<SharingSlot> = fc
  .tuple(
    contractedSlots,
    fc.option(fc.integer({ min: -10, max: 30 })),
    fc.array(fc.tuple(fc.nat(ACCOUNTS - 1), fc.nat(ACCOUNTS - 1), fc.nat(300)), { maxLength: 12 }),
  )
  .map(([{ readings, tariffOf }, price, moves]) => {
    const allocations = readings.map(({ account }) => ({
      account,
      allocatedUkwh: 0,
      soldUkwh: 0,
    }));
    for (const [giver, taker, wishedUkwh] of moves) {
      const [from, to] = [readings[giver], readings[taker]] as AccountReading[];
      const [gave, took] = [allocations[giver], allocations[taker]] as AccountAllocation[];
      if (!from || !to || !gave || !took) continue;
      const energyUkwh = Math.min(
        wishedUkwh,
        from.exportedUkwh - gave.soldUkwh,
        to.importedUkwh - took.allocatedUkwh,
      );
      gave.soldUkwh += energyUkwh;
      took.allocatedUkwh += energyUkwh;
    }
    const given = allocations.filter(
      ({ allocatedUkwh, soldUkwh }, index) => index % 2 === 0 || allocatedUkwh + soldUkwh > 0,
    );
    return { readings, allocations: given, price, tariffOf };
  });
