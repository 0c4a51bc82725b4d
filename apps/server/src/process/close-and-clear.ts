import { clearCall, closeBooksCall } from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import { clearUniformPrice, pairTrades } from "@pumasi/market";
import { commitBook, commitClearing, type Hex, hashClearingHeader } from "@pumasi/protocol";
import { and, asc, eq } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import { takeInboxOrders } from "../intake/take-inbox-orders.js";
import { enqueue } from "../ledger/outbox.js";

/**
 * Freezes a slot's book and clears it. The book's root goes to the ledger in a block of its own,
 * before the block with the clearing, so that anyone sees the book was fixed first.
 */
export async function closeAndClear(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  slot: number,
): Promise<void> {
  const now = context.now();
  await takeInboxOrders(context, tx, state, slot);
  const rules = state.rulesOf(slot);
  const secret = context.secrets.secret(`${state.slug}:slot:${slot}`);
  const cleared = await clearBook(context, tx, state, { slot, secret });
  const { book, orders, clearing, trades, header, clearingHash } = cleared;
  await tx.insert(tables.slot).values({
    communityId: state.id,
    slot,
    stage: "cleared",
    secret,
    orders: orders.length,
    bookRoot: book.bookRoot,
    bookedAt: now,
    rulesVersion: rules.version,
    price: clearing.price,
    contractedUkwh: clearing.energyUkwh,
    fills: clearing.fills,
    clearingHeader: header,
    clearingHash,
  });
  if (trades.length > 0) {
    await tx
      .insert(tables.contract)
      .values(trades.map((trade) => ({ ...trade, communityId: state.id, slot })));
  }
  const { market } = state.contracts;
  const key = (kind: string) => `${state.id}:${kind}:${slot}`;
  await enqueue(tx, {
    communityId: state.id,
    key: key("closeBook"),
    kind: "closeBook",
    call: closeBooksCall(market, [book]),
    at: now,
  });
  await enqueue(tx, {
    communityId: state.id,
    key: key("clear"),
    kind: "clear",
    call: clearCall(market, [header]),
    at: now + 1000,
  });
  await context.events.record(tx, state.id, now, [
    { type: "slot", data: { slot, stage: "booked" } },
    { type: "slot", data: { slot, stage: "cleared" } },
  ]);
}

/** A closed book's clearing, by the rules in force in its slot. */
export async function clearBook(
  { keccak }: ServerContext,
  tx: Database,
  state: CommunityState,
  { slot, secret }: { slot: number; secret: Hex },
) {
  const { order } = tables;
  const orders = await tx
    .select()
    .from(order)
    .where(and(eq(order.communityId, state.id), eq(order.slot, slot)))
    .orderBy(asc(order.sequence));
  const { header: book } = commitBook(keccak, slot, secret, orders);
  const clearing = clearUniformPrice(orders, state.tariffOf(slot));
  const trades = pairTrades(orders, clearing);
  const { header } = commitClearing(keccak, {
    book,
    secret,
    orders,
    clearing,
    rulesVersion: state.rulesOf(slot).version,
    tariffOf: state.tariffOf(slot),
  });
  return {
    book,
    orders,
    clearing,
    trades,
    header,
    clearingHash: hashClearingHeader(keccak, header),
  };
}
