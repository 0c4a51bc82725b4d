import { type Database, tables } from "@pumasi/database";
import { gateClosure, slotEnd } from "@pumasi/quantities";
import { and, between, eq, gte, inArray, isNotNull, min, ne } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";

/**
 * Whether a slot's book must wait since the ledger's inbox may hold orders for it that were not read yet. It waits until the
 * slot ends at most, when its metering is due.
 */
export async function awaitsInbox(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  slot: number,
): Promise<boolean> {
  if (context.now() >= slotEnd(slot, state.slotSeconds)) return false;
  if (context.chain.isEmbedded) return hasUnreadBlocks(tx, state);
  const closure = gateClosure(slot, state.slotSeconds, state.gateClosureSeconds);
  const followed = await followedUntil(tx, state);
  return (followed?.time ?? 0) * 1000 < closure;
}

/** Whether others' transactions are in blocks of the embedded ledger that were not read yet, or are planned for one. */
export async function hasUnreadBlocks(tx: Database, state: CommunityState): Promise<boolean> {
  const { foreignTransaction: foreign } = tables;
  const unread = await firstUnreadBlock(tx, state);
  if (unread === null) return false;
  const [row] = await tx
    .select({ id: foreign.id })
    .from(foreign)
    .where(and(isNotNull(foreign.block), gte(foreign.block, unread), ne(foreign.status, "refused")))
    .limit(1);
  return row !== undefined;
}

/** The first block of a community's that was not read yet; null before its contracts are in one. */
export async function firstUnreadBlock(
  tx: Database,
  state: CommunityState,
): Promise<number | null> {
  const followed = await followedUntil(tx, state);
  if (followed !== undefined) return followed.block + 1;
  const { ledgerAction } = tables;
  const [made] = await tx
    .select({ block: min(ledgerAction.block) })
    .from(ledgerAction)
    .where(eq(ledgerAction.communityId, state.id));
  return made?.block ?? null;
}

async function followedUntil(tx: Database, { id }: CommunityState) {
  const { ledgerFollow } = tables;
  const [row] = await tx.select().from(ledgerFollow).where(eq(ledgerFollow.communityId, id));
  return row;
}

const OF_PERIOD = ["period", "period-slot", "batch"];
const OF_SLOT = ["book", "fill", "reading", "line", "inbox-order", "posted-reading"];

/** The slots in `[from, until)` about which demands are open: the ledger lets none of them become final. */
export async function demandedSlots(
  tx: Database,
  { id }: CommunityState,
  from: number,
  until: number,
): Promise<Set<number>> {
  const { demand } = tables;
  const rows = await tx
    .select({ slot: demand.slot })
    .from(demand)
    .where(
      and(
        eq(demand.communityId, id),
        eq(demand.status, "open"),
        inArray(demand.kind, OF_SLOT),
        between(demand.slot, from, until - 1),
      ),
    );
  return new Set(rows.map(({ slot }) => slot));
}

/** Whether a demand about the period under way is open: the ledger applies no batch meanwhile. */
export async function isPeriodDemanded(tx: Database, { id }: CommunityState): Promise<boolean> {
  const { demand } = tables;
  const [row] = await tx
    .select({ id: demand.id })
    .from(demand)
    .where(
      and(eq(demand.communityId, id), eq(demand.status, "open"), inArray(demand.kind, OF_PERIOD)),
    )
    .limit(1);
  return row !== undefined;
}
