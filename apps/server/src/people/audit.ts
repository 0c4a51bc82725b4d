import { type Database, tables } from "@pumasi/database";
import type { AuditEntry } from "@pumasi/protocol";
import type { Instant } from "@pumasi/quantities";
import { and, asc, desc, eq, gte } from "drizzle-orm";

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

/**
 * Entries ascending, from an id on; without one the newest. Household's names are told only where `withNames` says so: an
 * auditor knows accounts, not neighbours.
 */
export async function listAudit(
  database: Database,
  communityId: number,
  { from, limit, withNames }: { from?: number | undefined; limit: number; withNames: boolean },
): Promise<AuditEntry[]> {
  const { auditEntry, person } = tables;
  const ofCommunity = eq(auditEntry.communityId, communityId);
  const rows = await database
    .select({ entry: auditEntry, role: person.role, name: person.name })
    .from(auditEntry)
    .leftJoin(person, eq(person.id, auditEntry.who))
    .where(from === undefined ? ofCommunity : and(ofCommunity, gte(auditEntry.id, from)))
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
