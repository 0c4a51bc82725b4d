import { fallBackCall } from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import { slotEnd } from "@pumasi/quantities";
import { eq } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { STAGE_SECONDS } from "../community/create-community.js";
import type { ServerContext } from "../context.js";
import { nextScheduledAt, schedule } from "../ledger/scheduled-actions.js";

/** The kind of the outbox's actions that put a slot to the grid tariff. */
export const FALL_BACK_KIND = "fallBack";

/** The ledger's block may be a little later than the server's clock. */
const MARGIN_MS = 60_000;

const keyOf = (state: CommunityState, slot: number) => `${state.id}:${FALL_BACK_KIND}:${slot}`;

/**
 * Puts a slot that is left to the grid tariff as soon as the ledger lets anybody do so. It costs the slot's bond, but else the slot,
 * and the payment of every period from its own on, would wait for ever.
 */
export async function giveUpLater(
  { now }: ServerContext,
  tx: Database,
  state: CommunityState,
  slot: number,
): Promise<void> {
  const awaitedFrom = Math.max(now(), slotEnd(slot, state.slotSeconds));
  const dueAt = awaitedFrom + STAGE_SECONDS * 1000 + MARGIN_MS;
  await schedule(tx, {
    communityId: state.id,
    key: keyOf(state, slot),
    kind: FALL_BACK_KIND,
    call: fallBackCall(state.contracts.market, slot),
    dueAt,
  });
  state.expectScheduled(dueAt);
}

/** A slot that was recorded anew, or that somebody else put to the grid tariff, need not be given up any more. */
export async function giveUpNoMore(
  tx: Database,
  state: CommunityState,
  slot: number,
): Promise<void> {
  const { scheduledAction } = tables;
  const dropped = await tx
    .delete(scheduledAction)
    .where(eq(scheduledAction.key, keyOf(state, slot)))
    .returning({ id: scheduledAction.id });
  if (dropped.length > 0) state.nextScheduledAt = await nextScheduledAt(tx, state.id);
}
