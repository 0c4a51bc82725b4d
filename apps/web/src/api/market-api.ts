import {
  type CommunityDescription,
  marketDaysAnswer,
  publishedRules,
  type RulesTerms,
  rulesPreview,
  type SlotSummary,
  slotBook,
} from "@pumasi/protocol";
import { slotAt } from "@pumasi/quantities";
import { ApiError } from "./api-error.js";
import { communityPath, fetchClock, fetchSlots } from "./community-api.js";
import { fetchJson, sendJson } from "./fetch-json.js";

/** As many slots as the server tells at once. */
const SLOTS_AT_ONCE = 1000;

export const HISTORY_DAYS = 7;
const DAY_SECONDS = 86_400;

type Calendar = Pick<
  CommunityDescription,
  "slug" | "slotSeconds" | "gateClosureSeconds" | "firstSlot" | "untilSlot"
>;

/** The first slot whose gate is open at an instant (ms); a gate's closure itself is too late. */
export function firstOpenSlot(
  nowMs: number,
  { slotSeconds, gateClosureSeconds }: Pick<Calendar, "slotSeconds" | "gateClosureSeconds">,
): number {
  return slotAt(nowMs + gateClosureSeconds * 1000, slotSeconds) + 1;
}

/** A slot's book; null is the next slot to close, by market time. It is null while no orders are taken for the slot. */
export async function fetchBook(community: Calendar, slot: number | null, signal?: AbortSignal) {
  const asked = slot ?? (await nextToClose(community, signal));
  try {
    const path = `${communityPath(community.slug)}/slots/${asked}/book`;
    return await fetchJson(path, slotBook, signal);
  } catch (cause) {
    if (cause instanceof ApiError && cause.refusal === "unknown_slot") return null;
    throw cause;
  }
}

/** After the market's end it is the last slot that was traded, before its beginning the first. */
async function nextToClose(community: Calendar, signal?: AbortSignal): Promise<number> {
  const { now } = await fetchClock(signal);
  const first = firstOpenSlot(Date.parse(now), community);
  const last = (community.untilSlot ?? Number.POSITIVE_INFINITY) - 1;
  return Math.max(community.firstSlot, Math.min(first, last));
}

/** The market by local day, the last 30 days. */
export function fetchMarketDays(slug: string, signal?: AbortSignal) {
  return fetchJson(`${communityPath(slug)}/market/days`, marketDaysAnswer, signal);
}

/** Every slot of the last seven days, ascending. */
export async function fetchWeek(community: Calendar, signal?: AbortSignal): Promise<SlotSummary[]> {
  const until = (await nextToClose(community, signal)) + 1;
  const slots = Math.ceil((HISTORY_DAYS * DAY_SECONDS) / community.slotSeconds);
  const week: SlotSummary[] = [];
  for (let from = Math.max(community.firstSlot, until - slots); from < until; ) {
    const next = Math.min(until, from + SLOTS_AT_ONCE);
    week.push(...(await fetchSlots(community.slug, { from, until: next }, signal)));
    from = next;
  }
  return week;
}

export function previewRules(slug: string, body: { terms: RulesTerms; days: number }) {
  return sendJson(`${communityPath(slug)}/rules/preview`, rulesPreview, { body });
}

export function announceRules(
  slug: string,
  body: { fromSlot: number; terms: RulesTerms },
  key: string,
) {
  return sendJson(`${communityPath(slug)}/rules`, publishedRules, { body, key });
}
