import { tables } from "@pumasi/database";
import { firstOpenSlot } from "@pumasi/market";
import type { SlotSummary } from "@pumasi/protocol";
import { and, count, desc, eq, gte, inArray, lt } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import { summarizeOpenSlot, summarizeSlot } from "./summarize-slot.js";

/**
 * Slots ascending: those asked for by number, or the newest ones, open ones included. An open slot has
 * no row yet; it is told from the calendar and its orders counted.
 */
export async function listSlots(
  context: ServerContext,
  state: CommunityState,
  range: { from?: number | undefined; until?: number | undefined; limit: number },
): Promise<SlotSummary[]> {
  const { database } = context.open;
  const from = Math.max(range.from ?? 0, state.firstSlot);
  const until = Math.min(range.until ?? Number.MAX_SAFE_INTEGER, state.end);
  const open = await openSummaries(context, state, from, until);
  const { slot } = tables;
  const rows = await database
    .select()
    .from(slot)
    .where(
      and(
        eq(slot.communityId, state.id),
        gte(slot.slot, from),
        lt(slot.slot, Math.min(until, state.nextToClose)),
      ),
    )
    .orderBy(range.from === undefined ? desc(slot.slot) : slot.slot)
    .limit(range.limit);
  const closed = rows.map((row) => summarizeSlot(row, state.slotSeconds));
  if (range.from === undefined) closed.reverse();
  const all = [...closed, ...open];
  return range.from === undefined ? all.slice(-range.limit) : all.slice(0, range.limit);
}

async function openSummaries(
  context: ServerContext,
  state: CommunityState,
  from: number,
  until: number,
): Promise<SlotSummary[]> {
  const first = Math.max(firstOpenSlot(context.now(), state), state.nextToClose, from);
  const horizon = firstOpenSlot(context.now(), state) + state.rulesOf(state.firstSlot).openSlots;
  const slots: number[] = [];
  for (let slot = first; slot < Math.min(horizon, until); slot++) slots.push(slot);
  if (slots.length === 0) return [];
  const { order } = tables;
  const counts = await context.open.database
    .select({ slot: order.slot, orders: count() })
    .from(order)
    .where(and(eq(order.communityId, state.id), inArray(order.slot, slots)))
    .groupBy(order.slot);
  const orders = new Map(counts.map((row) => [row.slot, row.orders]));
  return slots.map((slot) => summarizeOpenSlot(slot, state.slotSeconds, orders.get(slot) ?? 0));
}
