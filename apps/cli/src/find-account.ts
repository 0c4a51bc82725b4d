import type { PumasiClient } from "@pumasi/client";

/** Nobody here has this name or account. */
export class MemberUnknownError extends Error {
  readonly code = "member_unknown";
  readonly retryable = false;
}

/** The account of a member that is named by it, or by the name it was registered under. Throws MemberUnknownError. */
export async function findAccount(
  client: PumasiClient,
  slug: string,
  member: string,
): Promise<number> {
  if (/^\d{1,10}$/.test(member)) return Number(member);
  const { members } = await client.searchMembers(slug, { text: member, limit: 200 });
  const found = members.filter(({ name }) => name === member);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only.account;
  const problem = only === undefined ? "no member is" : "several members are";
  throw new MemberUnknownError(`In ${slug} ${problem} named "${member}". Give the account number.`);
}
