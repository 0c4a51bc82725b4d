import { isOfPeriod } from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import type { CommunityLedger } from "@pumasi/protocol";
import { and, count, desc, eq, isNotNull, min, sql } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { ANSWER_KIND } from "../duties/answer-demands.js";
import { groupOf } from "./action-groups.js";

/** Lists of what others did are short; more than these are read from the ledger itself. */
const MOST = 200;

/** Two months of days. */
const MOST_DAYS = 62;

/** What a community's contracts were told and what it cost, and what others did there. Gas sums are exact. */
export async function describeCommunityLedger(
  database: Database,
  state: CommunityState,
): Promise<CommunityLedger> {
  const byKind = await gasByKind(database, state);
  const { scheduledAction } = tables;
  const [scheduled] = await database
    .select({ actions: count(), next: min(scheduledAction.dueAt) })
    .from(scheduledAction)
    .where(eq(scheduledAction.communityId, state.id));
  const next = scheduled?.next ?? null;
  const sum = (of: (row: (typeof byKind)[number]) => number) =>
    byKind.reduce((total, row) => total + of(row), 0);
  return {
    transactions: sum(({ actions, waiting }) => actions - waiting),
    waiting: sum(({ waiting }) => waiting),
    scheduled: scheduled?.actions ?? 0,
    nextScheduledAt: next === null ? null : new Date(next).toISOString(),
    failed: sum(({ failed }) => failed),
    gasUsed: byKind.reduce((total, { gasUsed }) => total + BigInt(gasUsed), 0n).toString(),
    byKind: byKind.map(({ waiting: _, ...row }) => row),
    byDay: await gasByDay(database, state),
    demands: await listDemands(database, state),
    setbacks: await listSetbacks(database, state),
    fallbacks: await listFallbacks(database, state),
    foreign: await listForeign(database),
  };
}

const gasSum = () => sql<string>`coalesce(sum(${tables.ledgerAction.gasUsed}), 0)::text`;

async function gasByKind(database: Database, state: CommunityState) {
  const { ledgerAction } = tables;
  const counted = (status: string) =>
    sql<number>`count(*) filter (where ${ledgerAction.status} = ${status})::int`;
  const rows = await database
    .select({
      kind: ledgerAction.kind,
      actions: count(),
      waiting: counted("waiting"),
      failed: counted("failed"),
      gasUsed: gasSum(),
    })
    .from(ledgerAction)
    .where(eq(ledgerAction.communityId, state.id))
    .groupBy(ledgerAction.kind)
    .orderBy(desc(sql`coalesce(sum(${ledgerAction.gasUsed}), 0)`), ledgerAction.kind);
  return rows.map((row) => ({ ...row, group: groupOf(row.kind) }));
}

async function gasByDay(
  database: Database,
  state: CommunityState,
): Promise<CommunityLedger["byDay"]> {
  const { ledgerAction } = tables;
  const day = sql<string>`to_char(to_timestamp(${ledgerAction.at} / 1000.0) at time zone ${state.timeZone}, 'YYYY-MM-DD')`;
  const rows = await database
    .select({ day, actions: count(), gasUsed: gasSum() })
    .from(ledgerAction)
    .where(eq(ledgerAction.communityId, state.id))
    .groupBy(sql`1`)
    .orderBy(desc(sql`1`))
    .limit(MOST_DAYS);
  return rows.reverse();
}

async function listDemands(
  database: Database,
  state: CommunityState,
): Promise<CommunityLedger["demands"]> {
  const { demand, ledgerAction } = tables;
  const answer = sql`${demand.communityId} || ${`:${ANSWER_KIND}:`} || ${demand.id} || ':' || ${demand.answers}`;
  const rows = await database
    .select({ demand, answer: ledgerAction.hash })
    .from(demand)
    .leftJoin(ledgerAction, eq(ledgerAction.key, answer))
    .where(eq(demand.communityId, state.id))
    .orderBy(desc(demand.id))
    .limit(MOST);
  return rows.map(({ demand: { id, kind, slot, status, problem }, answer: hash }) => {
    const isPeriods = isOfPeriod(kind as Parameters<typeof isOfPeriod>[0]);
    return {
      ...{ id, kind, status, problem, answer: hash },
      slot: isPeriods ? null : slot,
      period: isPeriods ? slot : null,
    };
  });
}

async function listSetbacks(
  database: Database,
  state: CommunityState,
): Promise<CommunityLedger["setbacks"]> {
  const { setback } = tables;
  const rows = await database
    .select()
    .from(setback)
    .where(eq(setback.communityId, state.id))
    .orderBy(desc(setback.id))
    .limit(MOST);
  return rows.map(({ communityId: _, ...row }) => row);
}

async function listFallbacks(
  database: Database,
  state: CommunityState,
): Promise<CommunityLedger["fallbacks"]> {
  const { slot } = tables;
  const rows = await database
    .select({ slot: slot.slot, fallback: slot.fallback })
    .from(slot)
    .where(and(eq(slot.communityId, state.id), isNotNull(slot.fallback)))
    .orderBy(desc(slot.slot))
    .limit(MOST);
  return rows.flatMap(({ slot: number, fallback }) =>
    fallback === null ? [] : [{ slot: number, fallback }],
  );
}

async function listForeign(database: Database): Promise<CommunityLedger["foreign"]> {
  const { foreignTransaction } = tables;
  const rows = await database
    .select()
    .from(foreignTransaction)
    .orderBy(desc(foreignTransaction.id))
    .limit(MOST);
  return rows.map(({ hash, sender, receivedAt, block, status, reason }) => ({
    ...{ hash, block, status, reason },
    sender: sender.toLowerCase() as typeof sender,
    receivedAt: new Date(receivedAt).toISOString(),
  }));
}
