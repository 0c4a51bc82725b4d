import { type Database, tables } from "@pumasi/database";
import type { Instant } from "@pumasi/quantities";
import { and, asc, eq, inArray, lte, min } from "drizzle-orm";
import { enqueue, type NewAction } from "./outbox.js";

/** An action that may enter the outbox from `dueAt` (market ms) on. */
export type ScheduledAction = Omit<NewAction, "at" | "communityId"> & {
  communityId: number;
  dueAt: Instant;
};

/**
 * Writes down what the ledger is to be told once a window is over, in the transaction of the work that asks for it.
 * Repeating the work schedules nothing twice.
 */
export async function schedule(tx: Database, action: ScheduledAction): Promise<void> {
  const { communityId, key, kind, call, dueAt } = action;
  await tx
    .insert(tables.scheduledAction)
    .values({ communityId, key, kind, ...call, dueAt })
    .onConflictDoNothing({ target: tables.scheduledAction.key });
}

/** Puts what is due into the outbox, in the order of its due instants. */
export async function releaseScheduled(
  tx: Database,
  communityId: number,
  now: Instant,
): Promise<void> {
  const { scheduledAction } = tables;
  const due = await tx
    .select()
    .from(scheduledAction)
    .where(and(eq(scheduledAction.communityId, communityId), lte(scheduledAction.dueAt, now)))
    .orderBy(asc(scheduledAction.dueAt), asc(scheduledAction.id));
  if (due.length === 0) return;
  for (const { key, kind, to, data, gas } of due) {
    await enqueue(tx, { communityId, key, kind, call: { to, data, gas }, at: now });
  }
  const ids = due.map(({ id }) => id);
  await tx.delete(scheduledAction).where(inArray(scheduledAction.id, ids));
}

/** When the next scheduled action of a community is due, or null. */
export async function nextScheduledAt(
  database: Database,
  communityId: number,
): Promise<Instant | null> {
  const { scheduledAction } = tables;
  const [row] = await database
    .select({ dueAt: min(scheduledAction.dueAt) })
    .from(scheduledAction)
    .where(eq(scheduledAction.communityId, communityId));
  return row?.dueAt ?? null;
}
