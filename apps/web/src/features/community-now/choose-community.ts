import type { CommunityDescription } from "@pumasi/protocol";

const PARAMETER = "community";

/** The address of a community's page: "?community=slug" works whatever path the page is served at. */
export function communitySearch(slug: string): string {
  return `?${new URLSearchParams({ [PARAMETER]: slug })}`;
}

/** The slug an address asks for; null when it leaves the choice to the page. */
export function askedCommunity(search: string): string | null {
  return new URLSearchParams(search).get(PARAMETER);
}

/** The community to show: the one asked for, or the server's first; null when there is no such one. */
export function chooseCommunity(
  communities: readonly CommunityDescription[],
  asked: string | null,
): CommunityDescription | null {
  if (asked === null) return communities[0] ?? null;
  return communities.find(({ slug }) => slug === asked) ?? null;
}
