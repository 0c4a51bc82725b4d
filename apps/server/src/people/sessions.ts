import { type Database, tables } from "@pumasi/database";
import type { PersonRole } from "@pumasi/protocol";
import type { Instant } from "@pumasi/quantities";
import { eq, lte } from "drizzle-orm";
import { hashSecret, newSessionId } from "./one-time-secrets.js";
import type { PeopleDesk } from "./people-desk.js";

const HOUR_MS = 3_600_000;

/** A session that is not used for so long is over, wall time. */
export const IDLE_MS = 12 * HOUR_MS;

/** A session is over after so long, however much it is used. Who may change or see what is others' signs in daily. */
export const LONGEST_MS: Readonly<Record<PersonRole, number>> = {
  household: 30 * 24 * HOUR_MS,
  operator: 12 * HOUR_MS,
  auditor: 12 * HOUR_MS,
};

/** How exactly the last use is kept: not every request writes. */
const SEEN_EVERY_MS = 60_000;

export type Person = typeof tables.person.$inferSelect;
export type Session = typeof tables.session.$inferSelect;

/** Signs a person in. The id is the cookie's value and is kept nowhere; `ended` is a session that this one follows. */
export async function openSession(
  tx: Database,
  person: Person,
  terms: { by: Session["signedInBy"]; now: Instant; ended: string | null },
): Promise<{ id: string; session: Session }> {
  const { by, now, ended } = terms;
  if (ended !== null) await endSession(tx, ended);
  await tx.delete(tables.session).where(lte(tables.session.expiresAt, now));
  const id = newSessionId();
  const session: Session = {
    idHash: hashSecret(id),
    personId: person.id,
    signedInBy: by,
    createdAt: now,
    expiresAt: now + LONGEST_MS[person.role],
    lastSeenAt: now,
  };
  await tx.insert(tables.session).values(session);
  return { id, session };
}

/**
 * Who a cookie's value stands for, or null: not known, too old, not used for too long, of somebody whose access has ended, or of a
 * demo person where there are none.
 */
export async function findSession(
  database: Database,
  desk: PeopleDesk,
  id: string,
): Promise<{ person: Person; session: Session } | null> {
  const [found] = await database
    .select({ person: tables.person, session: tables.session })
    .from(tables.session)
    .innerJoin(tables.person, eq(tables.person.id, tables.session.personId))
    .where(eq(tables.session.idHash, hashSecret(id)));
  if (found === undefined) return null;
  const { person, session } = found;
  const now = desk.wallNow();
  const isOver = now >= session.expiresAt || now - session.lastSeenAt >= IDLE_MS;
  if (isOver || !maySignIn(desk, person)) return null;
  return found;
}

/** Keeps that a session is in use, every minute at most. */
export async function noteUse(database: Database, session: Session, now: Instant): Promise<void> {
  if (now - session.lastSeenAt < SEEN_EVERY_MS) return;
  await database
    .update(tables.session)
    .set({ lastSeenAt: now })
    .where(eq(tables.session.idHash, session.idHash));
}

/** Whether a person's access has not ended; demo people are nobody on a server without them. */
export function maySignIn(desk: PeopleDesk, { endedAt, isDemo }: Person): boolean {
  return endedAt === null && (desk.hasDemoPeople || !isDemo);
}

/** Ends one session. */
export async function endSession(tx: Database, idHash: string): Promise<void> {
  await tx.delete(tables.session).where(eq(tables.session.idHash, idHash));
}

/** Ends all sessions of a person. */
export async function endSessionsOf(tx: Database, personId: string): Promise<void> {
  await tx.delete(tables.session).where(eq(tables.session.personId, personId));
}
