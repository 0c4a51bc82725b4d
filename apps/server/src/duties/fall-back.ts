import { type Database, tables } from "@pumasi/database";
import { commitBook, type SlotFallback, ZERO_HASH } from "@pumasi/protocol";
import { and, asc, eq } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";

/** What a slot has no more once its market is undone. */
const NOTHING_CLEARED = {
  price: null,
  contractedUkwh: null,
  fills: null,
  clearingHeader: null,
  clearingHash: ZERO_HASH,
  sharingPrice: null,
  deliveredUkwh: null,
  sharedUkwh: null,
  meteringHeader: null,
};

/**
 * Takes a slot's market out of the books, as the ledger has undone it or has never got it: the slot will be metered at the grid
 * tariff, or, skipped, has no lines and the meters of the slot after it begin there. Orders stay on record; none of them counts.
 * Done once: again it changes nothing.
 */
export async function fallBackTo(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  slot: number,
  fallback: SlotFallback,
): Promise<void> {
  // The ledger did not wait for its book any longer; the next one that it takes is the next slot's.
  if (slot === state.nextToClose) await openWithoutBook(context, tx, state, slot);
  const slots = tables.slot;
  const isOwn = and(eq(slots.communityId, state.id), eq(slots.slot, slot));
  const [row] = await tx.select({ fallback: slots.fallback }).from(slots).where(isOwn);
  if (row === undefined || row.fallback === fallback) return;
  await tx
    .update(slots)
    .set({ ...NOTHING_CLEARED, fallback })
    .where(isOwn);
  const { contract, line, metered } = tables;
  await tx.delete(contract).where(and(eq(contract.communityId, state.id), eq(contract.slot, slot)));
  if (fallback === "grid-tariff") return;
  for (const table of [metered, line]) {
    await tx.delete(table).where(and(eq(table.communityId, state.id), eq(table.slot, slot)));
  }
  if (slot + 1 < state.nextToMeter) state.corrected.add(slot + 1);
}

/** A slot whose book the ledger will never take. */
async function openWithoutBook(
  { keccak, now, secrets }: ServerContext,
  tx: Database,
  state: CommunityState,
  slot: number,
): Promise<void> {
  const secret = secrets.secret(`${state.slug}:slot:${slot}`);
  const { order } = tables;
  const orders = await tx
    .select()
    .from(order)
    .where(and(eq(order.communityId, state.id), eq(order.slot, slot)))
    .orderBy(asc(order.sequence));
  await tx.insert(tables.slot).values({
    communityId: state.id,
    slot,
    stage: "cleared",
    secret,
    orders: orders.length,
    bookRoot: commitBook(keccak, slot, secret, orders).header.bookRoot,
    bookedAt: now(),
    rulesVersion: state.rulesOf(slot).version,
    clearingHash: ZERO_HASH,
  });
  state.nextToClose = slot + 1;
}
