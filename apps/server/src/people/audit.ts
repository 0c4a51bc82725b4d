import { type Database, tables } from "@pumasi/database";
import type { AuditChoices, AuditEntry } from "@pumasi/protocol";
import type { Instant } from "@pumasi/quantities";
import { and, asc, desc, eq, gte, ilike, lt, ne, or, type SQL, sql } from "drizzle-orm";

/** What is kept of a write. The detail holds neither names nor points of delivery: auditors read it. */
export interface Audited {
  communityId: number;
  /** In the imperative, such as "set credit limit". */
  action: string;
  /** What it was done to; null where that is the community itself. */
  subject: string | null;
  detail?: Record<string, unknown>;
}

/** Whoever sends the operator's token, as facts and the audit trail name it. */
export const TOKEN_HOLDER = "operator token";

/** A gateway that enrols itself, as the audit trail names it. */
export const DEVICE = "device";

/** Writes who did what, in the transaction of the work itself. `at` is wall time. */
export async function recordAudit(
  tx: Database,
  { communityId, action, subject, detail = {} }: Audited,
  by: { who: string; at: Instant },
): Promise<void> {
  await tx.insert(tables.auditEntry).values({ communityId, action, subject, detail, ...by });
}

/** Which entries are asked for; what is left out asks for all. */
export interface AuditQuery {
  /** Ascending from this id on. */
  from?: number | undefined;
  /** Only entries with a smaller id; without `from` the newest of these. */
  before?: number | undefined;
  /** Exactly this person, "operator token" or "device". */
  who?: string | undefined;
  action?: string | undefined;
  /** Found anywhere in what it was done to. */
  subject?: string | undefined;
  /** Wall instants (ms), `until` excluded. */
  since?: Instant | undefined;
  until?: Instant | undefined;
  /** Found anywhere in action, subject, detail or, for operators, name. */
  text?: string | undefined;
  limit: number;
  withNames: boolean;
}

/**
 * Entries ascending, from an id on; without one the newest. Household's names are told, and searched, only where `withNames` says
 * so: an auditor knows accounts, not neighbours.
 */
export async function listAudit(
  database: Database,
  communityId: number,
  asked: AuditQuery,
): Promise<AuditEntry[]> {
  const { auditEntry, person } = tables;
  const { from, limit, withNames } = asked;
  const rows = await database
    .select({ entry: auditEntry, role: person.role, name: person.name })
    .from(auditEntry)
    .leftJoin(person, eq(person.id, auditEntry.who))
    .where(and(eq(auditEntry.communityId, communityId), ...conditionsOf(asked)))
    .orderBy(from === undefined ? desc(auditEntry.id) : asc(auditEntry.id))
    .limit(limit);
  if (from === undefined) rows.reverse();
  return rows.map(({ entry, role, name }) => ({
    id: entry.id,
    at: new Date(entry.at).toISOString(),
    who: entry.who,
    role,
    name: withNames || role !== "household" ? name : null,
    action: entry.action,
    subject: entry.subject,
    detail: entry.detail,
  }));
}

/** What a filter may choose from: everybody and every action that the trail has. */
export async function listAuditChoices(
  database: Database,
  communityId: number,
  withNames: boolean,
): Promise<AuditChoices> {
  const { auditEntry, person } = tables;
  const isOwn = eq(auditEntry.communityId, communityId);
  const actions = await database
    .selectDistinct({ action: auditEntry.action })
    .from(auditEntry)
    .where(isOwn)
    .orderBy(asc(auditEntry.action));
  const people = await database
    .selectDistinct({ who: auditEntry.who, role: person.role, name: person.name })
    .from(auditEntry)
    .leftJoin(person, eq(person.id, auditEntry.who))
    .where(isOwn)
    .orderBy(asc(auditEntry.who));
  return {
    actions: actions.map(({ action }) => action),
    people: people.map(({ who, role, name }) => ({
      ...{ who, role },
      name: withNames || role !== "household" ? name : null,
    })),
  };
}

function conditionsOf(asked: AuditQuery): SQL[] {
  const { auditEntry, person } = tables;
  const { from, before, who, action, subject, since, until, text, withNames } = asked;
  const conditions: (SQL | undefined)[] = [
    from === undefined ? undefined : gte(auditEntry.id, from),
    before === undefined ? undefined : lt(auditEntry.id, before),
    who === undefined ? undefined : eq(auditEntry.who, who),
    action === undefined ? undefined : eq(auditEntry.action, action),
    subject === undefined ? undefined : ilike(auditEntry.subject, anywhere(subject)),
    since === undefined ? undefined : gte(auditEntry.at, since),
    until === undefined ? undefined : lt(auditEntry.at, until),
  ];
  if (text !== undefined) {
    const named = withNames ? ilike(person.name, anywhere(text)) : publicName(text);
    const found = or(
      ...[auditEntry.action, auditEntry.subject].map((column) => ilike(column, anywhere(text))),
      sql`${auditEntry.detail}::text ilike ${anywhere(text)}`,
      named,
    );
    conditions.push(found);
  }
  return conditions.filter((condition) => condition !== undefined);
}

/** Who may not read households' names must not find them by searching either. */
function publicName(text: string): SQL | undefined {
  const { person } = tables;
  return and(ne(person.role, "household"), ilike(person.name, anywhere(text)));
}

/** A pattern for `like` that finds a text as it is. */
function anywhere(text: string): string {
  return `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}
