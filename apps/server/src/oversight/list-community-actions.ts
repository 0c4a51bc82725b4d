import { type Database, tables } from "@pumasi/database";
import type { ActionGroup, CommunityAction, CommunityActionsAnswer } from "@pumasi/protocol";
import { and, desc, eq, inArray, lt, notInArray, type SQL } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { groupOf, KINDS_OF_GROUP, placeOf } from "./action-groups.js";

/** Which actions are asked for; what is left out asks for all. */
export interface ActionsQuery {
  group?: ActionGroup | undefined;
  kind?: string | undefined;
  status?: CommunityAction["status"] | undefined;
  /** Only those with a smaller nonce. */
  before?: number | undefined;
  limit: number;
}

/** A page of what the ledger was told of a community, newest first. */
export async function listCommunityActions(
  database: Database,
  state: CommunityState,
  asked: ActionsQuery,
): Promise<CommunityActionsAnswer> {
  const { ledgerAction, ledgerBlock, ledgerTransaction } = tables;
  const rows = await database
    .select({
      action: ledgerAction,
      blockSeconds: ledgerBlock.timestamp,
      externalSeconds: ledgerTransaction.blockTime,
    })
    .from(ledgerAction)
    .leftJoin(ledgerBlock, eq(ledgerBlock.number, ledgerAction.block))
    .leftJoin(ledgerTransaction, eq(ledgerTransaction.hash, ledgerAction.hash))
    .where(and(eq(ledgerAction.communityId, state.id), ...conditionsOf(asked)))
    .orderBy(desc(ledgerAction.nonce))
    // One more tells whether there is anything older.
    .limit(asked.limit + 1);
  const shown = rows.slice(0, asked.limit);
  const last = shown.at(-1)?.action.nonce ?? null;
  return {
    actions: shown.map(({ action, blockSeconds, externalSeconds }) =>
      describeAction(action, blockSeconds ?? externalSeconds),
    ),
    before: rows.length > shown.length ? last : null,
  };
}

function conditionsOf({ group, kind, status, before }: ActionsQuery): SQL[] {
  const { ledgerAction } = tables;
  const conditions: SQL[] = [];
  if (group !== undefined) {
    const isInGroup =
      group === "register"
        ? notInArray(ledgerAction.kind, Object.values(KINDS_OF_GROUP).flat())
        : inArray(ledgerAction.kind, KINDS_OF_GROUP[group]);
    conditions.push(isInGroup);
  }
  if (kind !== undefined) conditions.push(eq(ledgerAction.kind, kind));
  if (status !== undefined) conditions.push(eq(ledgerAction.status, status));
  if (before !== undefined) conditions.push(lt(ledgerAction.nonce, before));
  return conditions;
}

function describeAction(
  row: typeof tables.ledgerAction.$inferSelect,
  blockSeconds: number | null,
): CommunityAction {
  return {
    id: row.nonce,
    kind: row.kind,
    group: groupOf(row.kind),
    nonce: row.nonce,
    at: new Date(row.at).toISOString(),
    status: row.status,
    hash: row.hash,
    block: row.block,
    blockTime:
      row.block === null || blockSeconds === null
        ? null
        : new Date(blockSeconds * 1000).toISOString(),
    gasUsed: row.gasUsed?.toString() ?? null,
    reason: row.reason,
    ...placeOf(row),
  };
}
