import type { PumasiClient } from "@pumasi/client";

/** Nobody here has this name or account. */
export class MemberUnknownError extends Error {
  readonly code = "member_unknown";
  readonly retryable = false;
}

/** As many are asked for at once as the server gives. */
const PAGE = 200;

/** The account of a member that is named by it, or by the name it was registered under. Throws MemberUnknownError. */
export async function findAccount(
  client: Pick<PumasiClient, "searchMembers">,
  slug: string,
  member: string,
): Promise<number> {
  if (/^\d{1,10}$/.test(member)) return Number(member);
  const found: number[] = [];
  // The search finds parts of names: in a large community many may have this one in theirs.
  for (let after: number | null | undefined; after !== null; ) {
    const query = { text: member, limit: PAGE, ...(after === undefined ? {} : { after }) };
    const { members, next } = await client.searchMembers(slug, query);
    for (const { name, account } of members) if (name === member) found.push(account);
    after = next;
  }
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  const problem = only === undefined ? "no member is" : "several members are";
  throw new MemberUnknownError(`In ${slug} ${problem} named "${member}". Give the account number.`);
}
