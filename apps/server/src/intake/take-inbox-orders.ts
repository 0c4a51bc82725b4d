import { type Database, tables } from "@pumasi/database";
import { and, asc, eq } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import { orderInputOf } from "../duties/duty-inputs.js";
import { admitOrders } from "./admit-orders.js";
import { OpenBooks } from "./open-books.js";
import { recordRefusals } from "./record-refusals.js";

/**
 * Takes into a slot's book, as the last thing before it closes, what the ledger's inbox holds for it and the book does not. What
 * is refused here no demand can ask for: its key or its rules have changed since, its nonce is in the book, or it crosses an order of
 * its account.
 */
export async function takeInboxOrders(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  slot: number,
): Promise<void> {
  const { inboxOrder } = tables;
  const placed = await tx
    .select()
    .from(inboxOrder)
    .where(and(eq(inboxOrder.communityId, state.id), eq(inboxOrder.slot, slot)))
    .orderBy(asc(inboxOrder.index));
  if (placed.length === 0) return;
  const inputs = placed.map(orderInputOf);
  const taken = await admitOrders(context, tx, state, new OpenBooks(state), inputs, "inbox");
  await recordRefusals(context, tx, state, taken.outcomes);
}
