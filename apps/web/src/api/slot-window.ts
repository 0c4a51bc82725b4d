import type { CommunityDescription } from "@pumasi/protocol";
import { slotAt } from "@pumasi/quantities";

/** The chart shows 48 metered slots; as many again may be waiting for readings. */
const PAST_SLOTS = 96;
const NEXT_SLOTS = 5;

/**
 * The slots [from, until) the page asks for: those around market time (ms), or the last that were
 * traded when the market has ended before it.
 */
export function slotWindow(
  community: Pick<CommunityDescription, "slotSeconds" | "firstSlot" | "untilSlot">,
  nowMs: number,
): { from: number; until: number } {
  const end = community.untilSlot ?? Number.POSITIVE_INFINITY;
  const current = slotAt(nowMs, community.slotSeconds);
  const until = Math.max(Math.min(current + NEXT_SLOTS, end), community.firstSlot + 1);
  return { from: Math.max(until - NEXT_SLOTS - PAST_SLOTS, community.firstSlot), until };
}
