import type { SlotStage, SlotSummary } from "@pumasi/protocol";
import { slotAt } from "@pumasi/quantities";

/** A slot's stages in the order it lives through them. */
export const STAGES = [
  "open",
  "booked",
  "cleared",
  "metered",
  "final",
  "paid",
] as const satisfies readonly SlotStage[];

const PAST_SHOWN = 8;
const NEXT_SHOWN = 4;

/** How many of the six stages a slot has reached: 1 for open, 6 for paid. */
export function stagesReached(stage: SlotStage): number {
  return STAGES.indexOf(stage) + 1;
}

/**
 * The last eight slots that have ended and the next four, ascending. `current` is the slot of
 * market time (ms), which is the first of the next ones.
 */
export function slotsAround(
  slots: readonly SlotSummary[],
  nowMs: number,
  slotSeconds: number,
): { current: number; shown: SlotSummary[] } {
  const current = slotAt(nowMs, slotSeconds);
  const past = slots.filter(({ slot }) => slot < current).slice(-PAST_SHOWN);
  const next = slots.filter(({ slot }) => slot >= current).slice(0, NEXT_SHOWN);
  return { current, shown: [...past, ...next] };
}
