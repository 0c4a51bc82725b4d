import { type Database, tables } from "@pumasi/database";
import type { OwnDescription } from "@pumasi/protocol";
import { and, eq } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { describeAccounts } from "../publish/describe-accounts.js";
import { describeMember } from "../publish/describe-member.js";
import { RequestRefusedError } from "../refusals.js";

/** What the operator keeps of an account's household, and its money; refuses an account of no household (unknown_member). */
export async function describeOwn(
  database: Database,
  state: CommunityState,
  account: number,
): Promise<OwnDescription> {
  const { member } = tables;
  const [row] = await database
    .select()
    .from(member)
    .where(and(eq(member.communityId, state.id), eq(member.account, account)));
  const [money] = await describeAccounts(database, state, account);
  if (row === undefined || money === undefined) throw new RequestRefusedError("unknown_member");
  const { balance, unsettled } = money;
  return { ...(await describeMember(database, state, row)), balance, unsettled };
}
