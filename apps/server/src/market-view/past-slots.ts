import { type Database, tables } from "@pumasi/database";
import { clearUniformPrice, type Order, type SlotSettlement, type Tariff } from "@pumasi/market";
import { type SlotFallback, settleMeteredAtGridTariff, settleMeteredSlot } from "@pumasi/protocol";
import type { Ukwh } from "@pumasi/quantities";
import { and, asc, eq, gte, inArray, isNotNull, lt } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { SlotSpan } from "../household/energy-spans.js";

/** What a metered slot was settled from; energy in 10^-6 kWh. */
export interface PastSlot {
  slot: number;
  /** Where the ledger has no market of the slot: its orders came to nothing. */
  fallback: SlotFallback | null;
  /** By sequence. */
  orders: Order[];
  metered: { account: number; importedUkwh: Ukwh; exportedUkwh: Ukwh }[];
}

/** So many orders, and as many meters, are read at once: what stands in the way of others is short. */
const ROWS_AT_ONCE = 800;

/** Slots [from, until) in parts that can be read at once. */
export function pagesOf(state: CommunityState, { from, until }: SlotSpan): SlotSpan[] {
  const slots = Math.max(1, Math.floor(ROWS_AT_ONCE / Math.max(1, state.meters.size)));
  const pages: SlotSpan[] = [];
  for (let first = from; first < until; first += slots) {
    pages.push({ from: first, until: Math.min(until, first + slots) });
  }
  return pages;
}

/** Metered slots of [from, until), ascending. A skipped one has no lines, and one that waits to be counted again is left out. */
export async function readPastSlots(
  database: Database,
  state: CommunityState,
  { from, until }: SlotSpan,
): Promise<PastSlot[]> {
  const { metered, order, slot } = tables;
  const stages = ["metered", "final", "paid"] as const;
  const within = (table: typeof order | typeof metered | typeof slot) =>
    and(eq(table.communityId, state.id), gte(table.slot, from), lt(table.slot, until));
  const slots = await database
    .select({ slot: slot.slot, fallback: slot.fallback })
    .from(slot)
    .where(and(within(slot), inArray(slot.stage, [...stages]), isNotNull(slot.deliveredUkwh)))
    .orderBy(asc(slot.slot));
  const found = new Map<number, PastSlot>(
    slots.map((row) => [row.slot, { ...row, orders: [], metered: [] }]),
  );
  const { sequence, account, side, limitPrice, energyUkwh } = order;
  const orders = await database
    .select({ slot: order.slot, sequence, account, side, limitPrice, energyUkwh })
    .from(order)
    .where(within(order))
    .orderBy(asc(order.slot), asc(order.sequence));
  for (const { slot: number, ...own } of orders) found.get(number)?.orders.push(own);
  const { importedUkwh, exportedUkwh } = metered;
  const meters = await database
    .select({ slot: metered.slot, account: metered.account, importedUkwh, exportedUkwh })
    .from(metered)
    .where(within(metered));
  for (const { slot: number, ...own } of meters) found.get(number)?.metered.push(own);
  return [...found.values()];
}

/** Gives orders the places of a book of their own, in the order that they are in. */
export function asBook(orders: readonly Order[]): Order[] {
  return orders.map((order, sequence) => ({ ...order, sequence }));
}

/** Settles a past slot as it would have been with these orders (a book) and this tariff of all accounts. */
export function settleAgain(
  { fallback, metered }: PastSlot,
  orders: readonly Order[],
  tariff: Tariff,
): SlotSettlement {
  const tariffOf = () => tariff;
  if (fallback !== null) return settleMeteredAtGridTariff({ metered, tariffOf }).settlement;
  const clearing = clearUniformPrice(orders, tariffOf);
  return settleMeteredSlot({ orders, clearing, metered, tariffOf }).settlement;
}
