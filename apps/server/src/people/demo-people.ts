import { randomUUID } from "node:crypto";
import { type Database, tables } from "@pumasi/database";
import type { DemoPerson, PersonRole } from "@pumasi/protocol";
import type { Instant } from "@pumasi/quantities";
import { and, asc, eq, isNull } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { memberName } from "./invitations.js";
import type { Person } from "./sessions.js";

const NAMES = { operator: "Operator", auditor: "Auditor" } as const;

/** Everybody that a demo's visitor may sign in as: an operator and an auditor of each community, and its households. */
export async function listDemoPeople(
  database: Database,
  communities: Iterable<CommunityState>,
): Promise<DemoPerson[]> {
  const people: DemoPerson[] = [];
  for (const { id, slug, name: communityName } of communities) {
    const of = { community: slug, communityName };
    for (const role of ["operator", "auditor"] as const) {
      people.push({ ...of, role, name: NAMES[role], account: null });
    }
    const members = await database
      .select()
      .from(tables.member)
      .where(eq(tables.member.communityId, id))
      .orderBy(asc(tables.member.account));
    for (const { name, account } of members) {
      people.push({ ...of, role: "household", name, account });
    }
  }
  return people;
}

/** The demo person of a role, made when it is signed in as for the first time. Refuses an account that is no member's. */
export async function demoPerson(
  tx: Database,
  state: CommunityState,
  wanted: { role: PersonRole; account: number | null },
  now: Instant,
): Promise<Person> {
  const { person } = tables;
  const { role, account } = wanted;
  const name = account === null ? null : await memberName(tx, state, account);
  const isAccount = account === null ? isNull(person.account) : eq(person.account, account);
  const ofCommunity = and(eq(person.communityId, state.id), eq(person.isDemo, true));
  const [known] = await tx
    .select()
    .from(person)
    .where(and(ofCommunity, eq(person.role, role), isAccount, isNull(person.endedAt)));
  if (known !== undefined) return known;
  const made: Person = {
    ...{ id: randomUUID(), communityId: state.id, role, account, isDemo: true },
    name: name ?? NAMES[role as keyof typeof NAMES],
    ...{ recordedAt: now, recordedBy: "demo", endedAt: null },
  };
  await tx.insert(person).values(made);
  return made;
}
