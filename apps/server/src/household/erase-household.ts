import { type Database, tables } from "@pumasi/database";
import type { Instant } from "@pumasi/quantities";
import { and, eq, inArray, like, sql } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { endSessionsOf } from "../people/sessions.js";
import { RequestRefusedError } from "../refusals.js";
import { agreeingAccounts, recordConsent } from "./consents.js";
import { hurdlesOf } from "./erasure-requests.js";

/** What stands in place of a point of delivery that was erased; it is taken into the state once it is written. */
export interface Erasure {
  account: number;
  pod: string;
}

/**
 * Erases what says who an account was: its name and point of delivery give way to neutral texts, also in invitations and in
 * answers kept for repeated requests; its people cannot sign in any more and lose passkeys, sessions and recovery codes. What its home told of the energy behind the meter is deleted. What
 * stays is under the pseudonym: orders, readings, settlement lines and payments, which others' bills and the ledger rest on and
 * bookkeeping has to keep. Refuses before the membership has ended (erasure_membership_open) and before all is paid
 * (erasure_not_paid). `at` is wall time.
 */
export async function eraseHousehold(
  tx: Database,
  state: CommunityState,
  account: number,
  by: { who: string; at: Instant },
): Promise<Erasure> {
  const hurdles = await hurdlesOf(tx, state, account);
  if (!hurdles.membershipEnded) throw new RequestRefusedError("erasure_membership_open");
  if (!hurdles.paid) throw new RequestRefusedError("erasure_not_paid");
  const [name, pod] = [`Account ${account}`, `erased-${account}`];
  const { member, meter, invitation } = tables;
  await eraseFromAnswers(tx, state, account, { name, pod });
  await tx
    .update(member)
    .set({ name })
    .where(and(eq(member.communityId, state.id), eq(member.account, account)));
  await tx
    .update(meter)
    .set({ pod })
    .where(and(eq(meter.communityId, state.id), eq(meter.account, account)));
  await tx
    .delete(invitation)
    .where(and(eq(invitation.communityId, state.id), eq(invitation.account, account)));
  await eraseHomeEnergy(tx, state, account);
  await erasePeople(tx, state, account, { name, at: by.at });
  const kind = "name-to-neighbours";
  const agreeing = await agreeingAccounts(tx, state, kind, [account]);
  if (agreeing.has(account)) {
    await recordConsent(tx, state, { account, kind, given: false }, by);
  }
  return { account, pod };
}

/** Takes an erasure into the state. */
export function applyErasure(state: CommunityState, { account, pod }: Erasure): void {
  const meter = state.meterOf(account);
  if (meter !== undefined) meter.pod = pod;
}

/** No bill and no ledger rests on what the home told of itself. */
async function eraseHomeEnergy(tx: Database, state: CommunityState, account: number) {
  const { homeEnergy } = tables;
  const own = state.meterOf(account);
  if (own === undefined) return;
  await tx
    .delete(homeEnergy)
    .where(and(eq(homeEnergy.communityId, state.id), eq(homeEnergy.meter, own.meter)));
}

async function erasePeople(
  tx: Database,
  state: CommunityState,
  account: number,
  { name, at }: { name: string; at: Instant },
): Promise<void> {
  const { person, passkey, recoveryCode } = tables;
  const isTheirs = and(eq(person.communityId, state.id), eq(person.account, account));
  const people = await tx.select().from(person).where(isTheirs);
  for (const { id, endedAt } of people) {
    await endSessionsOf(tx, id);
    await tx
      .update(person)
      .set({ name, endedAt: endedAt ?? at })
      .where(eq(person.id, id));
  }
  const ids = people.map(({ id }) => id);
  if (ids.length === 0) return;
  await tx.delete(passkey).where(inArray(passkey.personId, ids));
  await tx.delete(recoveryCode).where(inArray(recoveryCode.personId, ids));
}

/**
 * Answers that are kept for repeated requests name the member, its people and its point of delivery. They stay, with the neutral texts:
 * a registration that is sent again is still the same one.
 */
async function eraseFromAnswers(
  tx: Database,
  { slug }: CommunityState,
  account: number,
  { name, pod }: { name: string; pod: string },
): Promise<void> {
  const { route, response } = tables.idempotency;
  const neutral = sql`jsonb_build_object('name', ${name}::text)`;
  const alsoPod = sql`case when ${response} -> 'pod' is null then '{}'::jsonb else jsonb_build_object('pod', ${pod}::text) end`;
  await tx
    .update(tables.idempotency)
    .set({ response: sql`${response} || ${neutral} || ${alsoPod}` })
    .where(
      and(
        like(route, `% /v1/communities/${slug}/%`),
        sql`${response} ->> 'account' = ${`${account}`}`,
        sql`${response} -> 'name' is not null`,
      ),
    );
}
