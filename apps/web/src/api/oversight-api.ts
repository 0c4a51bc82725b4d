import {
  type ActionGroup,
  type AuditEntry,
  auditAnswer,
  auditChoices,
  communityActionsAnswer,
  communityHealth,
  communityLedger,
  monthEndAnswer,
} from "@pumasi/protocol";
import { communityPath } from "./community-api.js";
import { fetchJson } from "./fetch-json.js";

export function fetchHealth(slug: string, signal?: AbortSignal) {
  return fetchJson(`${communityPath(slug)}/health`, communityHealth, signal);
}

export function fetchCommunityLedger(slug: string, signal?: AbortSignal) {
  return fetchJson(`${communityPath(slug)}/ledger`, communityLedger, signal);
}

/** Which of a community's actions are shown: a group, or what the ledger refused of any. */
export type ActionChoice = ActionGroup | "refused";

/** A page of actions, newest first; `before` asks for what is older than an action. */
export function fetchCommunityActions(
  slug: string,
  choice: ActionChoice,
  before: number | null,
  signal?: AbortSignal,
) {
  const query = new URLSearchParams({
    ...(choice === "refused" ? { status: "failed" } : { group: choice }),
    ...(before === null ? {} : { before: `${before}` }),
  });
  const path = `${communityPath(slug)}/ledger/actions?${query}`;
  return fetchJson(path, communityActionsAnswer, signal);
}

/** A local month, "YYYY-MM"; null is that of market time. */
export function fetchMonthEnd(slug: string, month: string | null, signal?: AbortSignal) {
  const query = month === null ? "" : `?month=${month}`;
  return fetchJson(`${communityPath(slug)}/month-end${query}`, monthEndAnswer, signal);
}

/** What of the audit trail is asked for, as the API takes it; what is left out asks for all. */
export type AuditConditions = Partial<
  Record<"who" | "action" | "subject" | "since" | "until" | "text", string>
>;

/** As many entries the server gives at once. */
export const AUDIT_PAGE = 100;
const MOST_ENTRIES = 500;

/** A page of entries, ascending: the newest, or those before an id. */
export async function fetchAudit(
  slug: string,
  conditions: AuditConditions,
  before: number | null,
  signal?: AbortSignal,
) {
  const query = new URLSearchParams({
    ...conditions,
    limit: `${AUDIT_PAGE}`,
    ...(before === null ? {} : { before: `${before}` }),
  });
  return (await fetchJson(`${communityPath(slug)}/audit?${query}`, auditAnswer, signal)).entries;
}

/** Every entry that fits, ascending, page by page. */
export async function fetchWholeAudit(
  slug: string,
  conditions: AuditConditions,
): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (let from = 0; ; ) {
    const query = new URLSearchParams({ ...conditions, from: `${from}`, limit: `${MOST_ENTRIES}` });
    const page = await fetchJson(`${communityPath(slug)}/audit?${query}`, auditAnswer);
    entries.push(...page.entries);
    const last = page.entries.at(-1);
    if (last === undefined || page.entries.length < MOST_ENTRIES) return entries;
    from = last.id + 1;
  }
}

export function fetchAuditChoices(slug: string, signal?: AbortSignal) {
  return fetchJson(`${communityPath(slug)}/audit/choices`, auditChoices, signal);
}
