import { type Database, tables } from "@pumasi/database";
import { and, asc, eq, gt, like, ne, or } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { ANSWER_KIND } from "../duties/answer-demands.js";
import { placeOf } from "./action-groups.js";

type ActionRow = typeof tables.ledgerAction.$inferSelect;

/** As many failed actions are looked at; more than these need no exact count. */
const MOST = 200;

/** The part of an action's key that names what it was about, whatever was tried for it. */
function workOf({ key }: ActionRow): string {
  const parts = key.split(":");
  // A settlement's key ends with its period, and a period has several.
  return parts.slice(0, parts[1] === "settle" ? 4 : 3).join(":");
}

/**
 * The community's actions that the ledger refused and that still lack what they were to record: no later action about the same
 * was taken, and their slot is not in a settled period. Refused answers are the demands' matter.
 */
export async function openFailures(
  database: Database,
  state: CommunityState,
): Promise<ActionRow[]> {
  const { ledgerAction } = tables;
  const failed = await database
    .select()
    .from(ledgerAction)
    .where(
      and(
        eq(ledgerAction.communityId, state.id),
        eq(ledgerAction.status, "failed"),
        ne(ledgerAction.kind, ANSWER_KIND),
      ),
    )
    .orderBy(asc(ledgerAction.nonce))
    .limit(MOST);
  const open: ActionRow[] = [];
  for (const action of failed) {
    if (await isSettled(database, state, action)) continue;
    if (!(await isRecordedLater(database, state, action))) open.push(action);
  }
  return open;
}

async function isRecordedLater(
  database: Database,
  state: CommunityState,
  action: ActionRow,
): Promise<boolean> {
  const { ledgerAction } = tables;
  const work = workOf(action);
  const [later] = await database
    .select({ nonce: ledgerAction.nonce })
    .from(ledgerAction)
    .where(
      and(
        eq(ledgerAction.communityId, state.id),
        eq(ledgerAction.status, "mined"),
        gt(ledgerAction.nonce, action.nonce),
        or(eq(ledgerAction.key, work), like(ledgerAction.key, `${work}:%`)),
      ),
    )
    .limit(1);
  return later !== undefined;
}

/** What was refused about a slot is history once the slot's period is settled on the ledger. */
async function isSettled(
  database: Database,
  state: CommunityState,
  action: ActionRow,
): Promise<boolean> {
  const about = placeOf(action).slot;
  if (about === null) return false;
  const { period, slot } = tables;
  const [row] = await database
    .select({ stage: period.stage })
    .from(slot)
    .innerJoin(
      period,
      and(eq(period.communityId, slot.communityId), eq(period.period, slot.period)),
    )
    .where(and(eq(slot.communityId, state.id), eq(slot.slot, about)));
  return row?.stage === "settled";
}
