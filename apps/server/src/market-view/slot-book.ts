import { type Database, tables } from "@pumasi/database";
import {
  type Clearing,
  clearUniformPrice,
  type Marginal,
  netLimit,
  type Order,
  orderWindow,
  rulesAt,
  type Side,
  type Tariff,
} from "@pumasi/market";
import type { BookCrossing, BookLevel, BookState, SlotBook } from "@pumasi/protocol";
import {
  gateClosure,
  type Instant,
  type Price,
  printKwh,
  printPrice,
  slotEnd,
  slotStart,
  type Ukwh,
} from "@pumasi/quantities";
import { and, asc, eq } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { RequestRefusedError } from "../refusals.js";

/**
 * A slot's orders by price level, at the prices that are compared when matching, and where the two sides cross at market time `now`
 * (ms): as cleared, or, while orders come in, as if the gate closed now. Refuses a slot that orders are not taken for yet,
 * or that is no slot of the market (unknown_slot).
 */
export async function slotBook(
  database: Database,
  state: CommunityState,
  slot: number,
  now: Instant,
): Promise<SlotBook> {
  const rules = rulesAt(state.rules, slot);
  const window = orderWindow(slot, now, state, rules);
  const { slot: slots, order } = tables;
  const [row] = await database
    .select({ stage: slots.stage, fallback: slots.fallback })
    .from(slots)
    .where(and(eq(slots.communityId, state.id), eq(slots.slot, slot)));
  const isKnown = row !== undefined || (window !== "order_slot_unknown" && slot < state.end);
  if (rules === null || !isKnown) throw new RequestRefusedError("unknown_slot", `${slot}`);
  const { sequence, account, side, limitPrice, energyUkwh } = order;
  const orders = await database
    .select({ sequence, account, side, limitPrice, energyUkwh })
    .from(order)
    .where(and(eq(order.communityId, state.id), eq(order.slot, slot)))
    .orderBy(asc(order.sequence));
  const { slotSeconds, gateClosureSeconds } = state;
  const fallback = row?.fallback ?? null;
  return {
    slot,
    start: new Date(slotStart(slot, slotSeconds)).toISOString(),
    end: new Date(slotEnd(slot, slotSeconds)).toISOString(),
    closesAt: new Date(gateClosure(slot, slotSeconds, gateClosureSeconds)).toISOString(),
    state: stateOf(row?.stage, window === "open"),
    ...{ fallback, rulesVersion: rules.version, orders: orders.length },
    bids: levels(orders, "buy", rules.tariff),
    asks: levels(orders, "sell", rules.tariff),
    crossing: fallback === null ? crossing(orders, rules.tariff) : null,
  };
}

function stateOf(stage: string | undefined, isOpen: boolean): BookState {
  if (stage !== undefined && stage !== "booked") return "cleared";
  return isOpen ? "open" : "closed";
}

/** One side's orders by price, the best price first. */
function levels(orders: readonly Order[], side: Side, tariff: Tariff): BookLevel[] {
  const byPrice = new Map<Price, { energyUkwh: Ukwh; orders: number }>();
  for (const order of orders) {
    if (order.side !== side) continue;
    const price = netLimit(order, tariff);
    const level = byPrice.get(price) ?? { energyUkwh: 0, orders: 0 };
    byPrice.set(price, {
      energyUkwh: level.energyUkwh + order.energyUkwh,
      orders: level.orders + 1,
    });
  }
  const better = side === "buy" ? -1 : 1;
  let cumulated: Ukwh = 0;
  return [...byPrice]
    .sort(([one], [other]) => better * (one - other))
    .map(([price, level]) => {
      cumulated += level.energyUkwh;
      return {
        price: printPrice(price),
        energy: printKwh(level.energyUkwh),
        orders: level.orders,
        cumulated: printKwh(cumulated),
      };
    });
}

/** The same clearing as at gate closure; a pure function, so that a cleared slot's comes out as it was recorded. */
function crossing(orders: readonly Order[], tariff: Tariff): BookCrossing | null {
  const { price, energyUkwh, bid, ask }: Clearing = clearUniformPrice(orders, () => tariff);
  if (price === null || bid === null || ask === null) return null;
  return {
    price: printPrice(price),
    energy: printKwh(energyUkwh),
    bid: marginal(bid),
    ask: marginal(ask),
  };
}

function marginal({ price, levelFilledUkwh, levelOfferedUkwh }: Marginal) {
  return {
    price: printPrice(price),
    filled: printKwh(levelFilledUkwh),
    offered: printKwh(levelOfferedUkwh),
  };
}
