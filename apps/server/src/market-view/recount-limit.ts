import type { CommunityState } from "../community/community-state.js";
import type { SlotSpan } from "../household/energy-spans.js";
import { RequestRefusedError } from "../refusals.js";

/**
 * Slots × meters that one answer computes again. Measured, each costs 25 to 100 µs, reading included: a preview takes a minute or
 * three at the most, what a household tries with a slider some ten seconds.
 */
export const MOST_RECOUNTED = { preview: 2_000_000, wishEffect: 300_000 } as const;

const DAY_SECONDS = 86_400;

/** How many slots may be computed again at once; at least one. */
export function mostSlots({ meters }: CommunityState, most: number): number {
  return Math.max(1, Math.floor(most / Math.max(1, meters.size)));
}

/** Refuses a preview of more slots of more meters than one answer computes (recount_too_large), and says how many days are not. */
export function requireRecountable(state: CommunityState, { from, until }: SlotSpan): void {
  const slots = until - Math.max(from, state.firstSlot);
  const most = mostSlots(state, MOST_RECOUNTED.preview);
  if (slots <= most) return;
  const days = Math.floor((most * state.slotSeconds) / DAY_SECONDS);
  throw new RequestRefusedError(
    "recount_too_large",
    `${slots} slots of ${state.meters.size} meters; at most ${days} days`,
  );
}
