import { type Database, tables } from "@pumasi/database";
import type { ConsentEntry, ConsentKind, ConsentRequest } from "@pumasi/protocol";
import type { Instant } from "@pumasi/quantities";
import { and, asc, desc, eq, inArray } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";

/** Everything an account agreed to or took back, ascending. */
export async function listConsents(
  database: Database,
  state: CommunityState,
  account: number,
): Promise<ConsentEntry[]> {
  const { consent } = tables;
  const rows = await database
    .select()
    .from(consent)
    .where(and(eq(consent.communityId, state.id), eq(consent.account, account)))
    .orderBy(asc(consent.id));
  return rows.map(({ kind, isGiven, recordedAt }) => ({
    kind,
    given: isGiven,
    recordedAt: new Date(recordedAt).toISOString(),
  }));
}

/** Writes down what a household agrees to or takes back; nothing earlier is changed. `at` is wall time. */
export async function recordConsent(
  tx: Database,
  state: CommunityState,
  { account, kind, given }: ConsentRequest & { account: number },
  { who, at }: { who: string; at: Instant },
): Promise<void> {
  const said = { account, kind, isGiven: given, recordedAt: at, recordedBy: who };
  await tx.insert(tables.consent).values({ communityId: state.id, ...said });
}

/** Those of the accounts whose newest word on this is yes. Who never said anything has not agreed. */
export async function agreeingAccounts(
  database: Database,
  state: CommunityState,
  kind: ConsentKind,
  accounts: readonly number[],
): Promise<Set<number>> {
  const { consent } = tables;
  if (accounts.length === 0) return new Set();
  const rows = await database
    .selectDistinctOn([consent.account], { account: consent.account, isGiven: consent.isGiven })
    .from(consent)
    .where(
      and(
        eq(consent.communityId, state.id),
        eq(consent.kind, kind),
        inArray(consent.account, [...accounts]),
      ),
    )
    .orderBy(consent.account, desc(consent.id));
  return new Set(rows.filter(({ isGiven }) => isGiven).map(({ account }) => account));
}
