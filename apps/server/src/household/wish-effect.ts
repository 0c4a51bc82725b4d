import { type Database, tables } from "@pumasi/database";
import { clearUniformPrice } from "@pumasi/market";
import { settleMeteredSlot, type WishEffect } from "@pumasi/protocol";
import { type Price, printAmount, printKwh, printPrice, type Ukwh } from "@pumasi/quantities";
import { and, asc, eq, gte, inArray, lt } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { SlotSpan } from "./energy-spans.js";

/** Limits a household thinks of, in 10^-6 currency/kWh. */
export interface Limits {
  buyBelow: Price;
  sellAbove: Price;
}

/** So many slots are read at once: a day and a half of quarter-hours. */
const PAGE = 144;

/**
 * What an account would have paid in the metered slots of [from, until) with other limits: each book is cleared again with its
 * orders at these limits and all others as they were, and settled with what was metered. Neighbours' orders are taken as
 * given, so it says what this household alone could have changed. Limits are brought within the rules' floor and cap, as
 * its gateway would.
 */
export async function wishEffect(
  database: Database,
  state: CommunityState,
  account: number,
  asked: SlotSpan & Limits,
): Promise<WishEffect> {
  const sums = { slots: 0, paid: 0n, wouldHavePaid: 0n, traded: 0n, wouldHaveTraded: 0n };
  const first = Math.max(asked.from, state.firstSlot);
  const until = Math.min(asked.until, state.nextToMeter);
  for (let from = first; from < until; from += PAGE) {
    const page = { from, until: Math.min(until, from + PAGE) };
    for (const slot of await readSlots(database, state, page)) {
      const then = totalOf(state, account, slot, slot.orders);
      const instead = totalOf(state, account, slot, withLimits(state, account, slot, asked));
      sums.slots += 1;
      sums.paid -= then.total;
      sums.wouldHavePaid -= instead.total;
      sums.traded += BigInt(then.traded);
      sums.wouldHaveTraded += BigInt(instead.traded);
    }
  }
  const { slots, paid, wouldHavePaid, traded, wouldHaveTraded } = sums;
  return {
    ...{ from: first, until: Math.max(first, until), slots },
    buyBelow: printPrice(asked.buyBelow),
    sellAbove: printPrice(asked.sellAbove),
    paid: printAmount(paid),
    wouldHavePaid: printAmount(wouldHavePaid),
    wouldHaveSaved: printAmount(paid - wouldHavePaid),
    traded: printKwh(traded),
    wouldHaveTraded: printKwh(wouldHaveTraded),
  };
}

type OrderRow = typeof tables.order.$inferSelect;
type MeteredRow = typeof tables.metered.$inferSelect;

interface PastSlot {
  slot: number;
  orders: OrderRow[];
  metered: MeteredRow[];
}

/** Slots that are metered by a clearing; one that fell back to the grid tariff has nothing that limits could change. */
async function readSlots(
  database: Database,
  state: CommunityState,
  { from, until }: SlotSpan,
): Promise<PastSlot[]> {
  const { metered, order, slot } = tables;
  const stages = ["metered", "final", "paid"] as const;
  const slots = await database
    .select({ slot: slot.slot })
    .from(slot)
    .where(
      and(
        eq(slot.communityId, state.id),
        gte(slot.slot, from),
        lt(slot.slot, until),
        inArray(slot.stage, [...stages]),
      ),
    )
    .orderBy(asc(slot.slot));
  const within = (table: typeof order | typeof metered) =>
    and(eq(table.communityId, state.id), gte(table.slot, from), lt(table.slot, until));
  const orders = await database
    .select()
    .from(order)
    .where(within(order))
    .orderBy(asc(order.slot), asc(order.sequence));
  const meters = await database.select().from(metered).where(within(metered));
  return slots.map(({ slot: number }) => ({
    slot: number,
    orders: orders.filter((own) => own.slot === number),
    metered: meters.filter((own) => own.slot === number),
  }));
}

function withLimits(
  state: CommunityState,
  account: number,
  { slot, orders }: PastSlot,
  limits: Limits,
): OrderRow[] {
  const { priceFloor, priceCap } = state.rulesOf(slot);
  return orders.map((order) => {
    if (order.account !== account) return order;
    const limit = order.side === "buy" ? limits.buyBelow : limits.sellAbove;
    return { ...order, limitPrice: Math.max(priceFloor, Math.min(priceCap, limit)) };
  });
}

function totalOf(
  state: CommunityState,
  account: number,
  { slot, metered }: PastSlot,
  orders: readonly OrderRow[],
): { total: bigint; traded: Ukwh } {
  const tariffOf = state.tariffOf(slot);
  const clearing = clearUniformPrice(orders, tariffOf);
  const { settlement } = settleMeteredSlot({ orders, clearing, metered, tariffOf });
  const line = settlement.lines.find((own) => own.account === account);
  if (line === undefined) return { total: 0n, traded: 0 };
  return { total: line.total, traded: line.contractedBuyUkwh + line.contractedSellUkwh };
}
