/** What a gateway has to know to enrol itself. */
export interface EnrolmentLink {
  /** The server's origin, such as https://market.example. */
  server: string;
  /** The community's short name. */
  community: string;
  /** The one-time code. */
  code: string;
}

const LINK = /^(https?:\/\/[^/?#@\s]+)\/?#enrol\?([^#\s]+)$/;
const SLUG = /^[a-z][a-z0-9-]{1,38}$/;
const CODE = /^[\w-]{8,64}$/;

/**
 * One text that a QR code holds and a gateway takes. What follows the `#` never leaves whoever opens it: no browser sends it to
 * a server, so no log keeps the code.
 */
export function printEnrolmentLink({ server, community, code }: EnrolmentLink): string {
  return `${server}/#enrol?community=${encodeURIComponent(community)}&code=${encodeURIComponent(code)}`;
}

/** Reads such a link, spaces around it allowed; null where it is none. */
export function readEnrolmentLink(text: string): EnrolmentLink | null {
  const [, server, query] = LINK.exec(text.trim()) ?? [];
  if (server === undefined || query === undefined) return null;
  const pairs = query.split("&").map((pair) => pair.split("=") as [string, string?]);
  const only = (name: string) => {
    const found = pairs.filter(([key]) => key === name);
    return found.length === 1 ? (found[0]?.[1] ?? "") : "";
  };
  const [community, code] = [only("community"), only("code")];
  return SLUG.test(community) && CODE.test(code) ? { server, community, code } : null;
}
