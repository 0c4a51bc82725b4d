import {
  accountDescription,
  clockState,
  communityDescription,
  communityTotals,
  instantText,
  ledgerAction,
  ledgerStatus,
  serverStatus,
  slotSummary,
} from "@pumasi/protocol";
import { z } from "zod";
import { fetchJson } from "./fetch-json.js";

/** One kind of refusal as the server counts it: how often in the market hour that starts at `hour`. */
const refusalRow = z.object({
  code: z.string(),
  hour: instantText,
  count: z.int(),
  detail: z.string(),
});
export type RefusalRow = z.infer<typeof refusalRow>;

const communitiesAnswer = z.object({ communities: z.array(communityDescription) });
const slotsAnswer = z.object({ slots: z.array(slotSummary) });
const accountsAnswer = z.object({ accounts: z.array(accountDescription) });
const refusalsAnswer = z.object({ refusals: z.array(refusalRow) });
const actionsAnswer = z.object({ actions: z.array(ledgerAction) });

/** The address of everything that belongs to one community. */
export function communityPath(slug: string): string {
  return `/v1/communities/${encodeURIComponent(slug)}`;
}

export function fetchClock(signal?: AbortSignal) {
  return fetchJson("/v1/clock", clockState, signal);
}

export function fetchStatus(signal?: AbortSignal) {
  return fetchJson("/v1/status", serverStatus, signal);
}

export async function fetchCommunities(signal?: AbortSignal) {
  return (await fetchJson("/v1/communities", communitiesAnswer, signal)).communities;
}

/** The summaries of the slots [from, until), ascending. */
export async function fetchSlots(
  slug: string,
  range: { from: number; until: number },
  signal?: AbortSignal,
) {
  const limit = range.until - range.from;
  const query = `from=${range.from}&until=${range.until}&limit=${limit}`;
  return (await fetchJson(`${communityPath(slug)}/slots?${query}`, slotsAnswer, signal)).slots;
}

/** One slot's summary; null where the market has none, or not yet. */
export async function fetchSlot(slug: string, slot: number, signal?: AbortSignal) {
  const range = { from: slot, until: slot + 1 };
  return (await fetchSlots(slug, range, signal))[0] ?? null;
}

export function fetchTotals(slug: string, signal?: AbortSignal) {
  return fetchJson(`${communityPath(slug)}/totals`, communityTotals, signal);
}

export async function fetchAccounts(slug: string, signal?: AbortSignal) {
  return (await fetchJson(`${communityPath(slug)}/accounts`, accountsAnswer, signal)).accounts;
}

export async function fetchRefusals(slug: string, signal?: AbortSignal) {
  const path = `${communityPath(slug)}/refusals?limit=200`;
  return (await fetchJson(path, refusalsAnswer, signal)).refusals;
}

export function fetchLedger(signal?: AbortSignal) {
  return fetchJson("/v1/ledger", ledgerStatus, signal);
}

export async function fetchLedgerActions(signal?: AbortSignal) {
  return (await fetchJson("/v1/ledger/actions?limit=8", actionsAnswer, signal)).actions;
}
