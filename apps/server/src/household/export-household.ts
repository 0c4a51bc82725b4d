import { setImmediate } from "node:timers/promises";
import { type Database, tables } from "@pumasi/database";
import type { ExportHead, OwnDescription } from "@pumasi/protocol";
import type { Instant } from "@pumasi/quantities";
import { and, asc, eq } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { describeWish } from "../community/newest-wish.js";
import { recoveryCodesLeft } from "../people/recovery-codes.js";
import { listConsents } from "./consents.js";
import { ownErasure } from "./erasure-requests.js";
import { EXPORT_LISTS, type Exported } from "./export-rows.js";

const instant = (at: number) => new Date(at).toISOString();

/**
 * Everything that is kept about an account as one JSON text, in pieces: the head, then each list a page at a time, so that a year
 * of quarter-hours is never in memory at once. `householdExport` is its schema. Hashes of cookies and codes are left out: whoever
 * reads the file should find nothing in it that opens anything.
 */
export async function* exportHousehold(
  own: Exported,
  description: OwnDescription,
  { market, wall }: { market: Instant; wall: Instant },
): AsyncGenerator<string> {
  const head = JSON.stringify(await headOf(own, description, { market, wall }));
  yield head.slice(0, -1);
  for (const [name, read] of Object.entries(EXPORT_LISTS)) {
    yield `,"${name}":[`;
    let isFirst = true;
    for await (const rows of read(own)) {
      const text = rows.map((row) => JSON.stringify(row)).join(",");
      yield isFirst ? text : `,${text}`;
      isFirst = false;
      // The embedded database works in this very process: others have their turn between two pages.
      await setImmediate();
    }
    yield "]";
  }
  yield "}";
}

async function headOf(
  { database, state, account }: Exported,
  member: OwnDescription,
  { market, wall }: { market: Instant; wall: Instant },
): Promise<ExportHead> {
  const { wish } = tables;
  const wishes = await database
    .select()
    .from(wish)
    .where(and(eq(wish.communityId, state.id), eq(wish.account, account)))
    .orderBy(asc(wish.id));
  const { slug, name, currency, timeZone, slotSeconds } = state;
  return {
    format: "pumasi-household-1",
    exportedAt: instant(wall),
    marketTime: instant(market),
    community: { slug, name, currency, timeZone, slotSeconds },
    member,
    people: await peopleOf(database, state, account),
    invitations: await invitationsOf(database, state, account),
    wishes: wishes.map((row) => ({ ...describeWish(row), recordedAt: instant(row.recordedAt) })),
    consents: await listConsents(database, state, account),
    erasureRequests: (await ownErasure(database, state, account)).requests,
  };
}

async function peopleOf(
  database: Database,
  state: CommunityState,
  account: number,
): Promise<ExportHead["people"]> {
  const { person } = tables;
  const people = await database
    .select()
    .from(person)
    .where(and(eq(person.communityId, state.id), eq(person.account, account)))
    .orderBy(asc(person.recordedAt));
  const described = [];
  for (const { id, role, name, isDemo, recordedAt, endedAt } of people) {
    described.push({
      ...{ person: id, role, name, isDemo },
      recordedAt: instant(recordedAt),
      endedAt: endedAt === null ? null : instant(endedAt),
      passkeys: await passkeysOf(database, id),
      recoveryCodesLeft: await recoveryCodesLeft(database, id),
      sessions: await sessionsOf(database, id),
    });
  }
  return described;
}

async function passkeysOf(database: Database, personId: string) {
  const { passkey } = tables;
  const rows = await database.select().from(passkey).where(eq(passkey.personId, personId));
  return rows.map(({ credentialId, publicKey, counter, transports, recordedAt, lastUsedAt }) => ({
    ...{ id: credentialId, publicKey, counter, transports },
    recordedAt: instant(recordedAt),
    lastUsedAt: lastUsedAt === null ? null : instant(lastUsedAt),
  }));
}

async function sessionsOf(database: Database, personId: string) {
  const { session } = tables;
  const rows = await database.select().from(session).where(eq(session.personId, personId));
  return rows.map(({ signedInBy, createdAt, lastSeenAt, expiresAt }) => ({
    signedInBy,
    createdAt: instant(createdAt),
    lastSeenAt: instant(lastSeenAt),
    expiresAt: instant(expiresAt),
  }));
}

async function invitationsOf(database: Database, state: CommunityState, account: number) {
  const { invitation } = tables;
  const rows = await database
    .select()
    .from(invitation)
    .where(and(eq(invitation.communityId, state.id), eq(invitation.account, account)))
    .orderBy(asc(invitation.recordedAt));
  return rows.map(({ recordedAt, expiresAt, usedAt }) => ({
    recordedAt: instant(recordedAt),
    expiresAt: instant(expiresAt),
    usedAt: usedAt === null ? null : instant(usedAt),
  }));
}
