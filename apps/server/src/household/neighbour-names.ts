import { type Database, tables } from "@pumasi/database";
import type { HouseholdNeighbours } from "@pumasi/protocol";
import { and, eq, inArray } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { agreeingAccounts } from "./consents.js";

/**
 * Adds the names of those neighbours who agreed to be named, if the household agreed to tell its own: nobody sees a name without
 * showing one. The newest word of each counts.
 */
export async function nameNeighbours(
  database: Database,
  state: CommunityState,
  account: number,
  answer: HouseholdNeighbours,
): Promise<HouseholdNeighbours> {
  const others = answer.neighbours.map((one) => one.account);
  const agreeing = await agreeingAccounts(database, state, "name-to-neighbours", [
    account,
    ...others,
  ]);
  const named = others.filter((other) => agreeing.has(other));
  if (!agreeing.has(account) || named.length === 0) return answer;
  const { member } = tables;
  const rows = await database
    .select({ account: member.account, name: member.name })
    .from(member)
    .where(and(eq(member.communityId, state.id), inArray(member.account, named)));
  const names = new Map(rows.map((row) => [row.account, row.name]));
  const neighbours = answer.neighbours.map((one) => ({
    ...one,
    name: names.get(one.account) ?? null,
  }));
  return { ...answer, neighbours };
}
