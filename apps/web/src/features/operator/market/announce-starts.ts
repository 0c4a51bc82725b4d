import type { ClockState, CommunityDescription } from "@pumasi/protocol";
import { slotStart } from "@pumasi/quantities";
import { firstOpenSlot } from "../../../api/market-api.js";

/** While somebody reads and presses, this much wall time (s) goes by, and market time with it. */
const SLACK_SECONDS = 20;

/** So many of the next local days are offered as beginnings. */
const DAYS_OFFERED = 14;

type Market = Pick<
  CommunityDescription,
  "slotSeconds" | "gateClosureSeconds" | "firstSlot" | "rules"
>;

/**
 * The first slot that new rules may begin with, as the server asks: its orders are not open under any rules yet, and it is not before
 * the newest rules'. Some slots are left for whoever has to decide.
 */
export function earliestStart(clock: ClockState, community: Market): number {
  const horizon = Math.max(...community.rules.map(({ terms }) => terms.openSlots));
  const newest = community.rules.at(-1)?.fromSlot ?? community.firstSlot;
  const slack = Math.ceil((SLACK_SECONDS * (clock.speed ?? 1)) / community.slotSeconds);
  return Math.max(firstOpenSlot(Date.parse(clock.now), community) + horizon + slack, newest);
}

/** The first slots of the next local days from a slot on. `timeOf` writes an instant (ms) as local "HH:MM". */
export function dayStarts(
  from: number,
  slotSeconds: number,
  timeOf: (instantMs: number) => string,
): number[] {
  const starts: number[] = [];
  const most = from + Math.ceil(((DAYS_OFFERED + 1) * 86_400) / slotSeconds);
  for (let slot = from; slot < most && starts.length < DAYS_OFFERED; slot++) {
    if (timeOf(slotStart(slot, slotSeconds)) === "00:00") starts.push(slot);
  }
  return starts;
}
