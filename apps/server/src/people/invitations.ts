import { type Database, tables } from "@pumasi/database";
import type { InvitationRequest } from "@pumasi/protocol";
import type { Instant } from "@pumasi/quantities";
import { and, eq } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { RequestRefusedError } from "../refusals.js";
import { hashCode, newCode } from "./one-time-secrets.js";

/** How long an invitation may be used, wall time. */
const LIFETIME_MS = 14 * 86_400_000;

export type Invited = typeof tables.invitation.$inferSelect;

/** Makes a one-time code for a person; only its hash is kept. Refuses an account that is no member's. */
export async function issueInvitation(
  tx: Database,
  state: CommunityState,
  request: InvitationRequest,
  { now, who }: { now: Instant; who: string },
): Promise<{ code: string; expiresAt: Instant }> {
  const account = request.role === "household" ? request.account : null;
  const name =
    request.role === "household" ? await memberName(tx, state, request.account) : request.name;
  const code = newCode();
  const expiresAt = now + LIFETIME_MS;
  await tx.insert(tables.invitation).values({
    ...{ communityId: state.id, codeHash: hashCode(code), role: request.role, account, name },
    ...{ recordedAt: now, recordedBy: who, expiresAt, usedAt: null },
  });
  return { code, expiresAt };
}

/** The invitation of a hash; refuses one that is unknown, used or too old. */
export async function openInvitation(
  database: Database,
  codeHash: string,
  now: Instant,
): Promise<Invited> {
  const [row] = await database
    .select()
    .from(tables.invitation)
    .where(eq(tables.invitation.codeHash, codeHash));
  if (row === undefined) throw new RequestRefusedError("invitation_unknown");
  if (row.usedAt !== null) throw new RequestRefusedError("invitation_used");
  if (now >= row.expiresAt) throw new RequestRefusedError("invitation_expired");
  return row;
}

/** The name that the operator registered an account's household under; refuses other accounts. */
export async function memberName(
  database: Database,
  state: CommunityState,
  account: number,
): Promise<string> {
  // A number may be beyond what the database counts accounts by.
  if (!state.accounts.has(account)) throw new RequestRefusedError("unknown_account", `${account}`);
  const [row] = await database
    .select({ name: tables.member.name })
    .from(tables.member)
    .where(and(eq(tables.member.communityId, state.id), eq(tables.member.account, account)));
  if (row === undefined) throw new RequestRefusedError("unknown_account", `${account}`);
  return row.name;
}
