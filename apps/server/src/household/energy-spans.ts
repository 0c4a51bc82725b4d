import type { EnergyPeriod, EnergyStep } from "@pumasi/protocol";
import { localPeriodOf, slotStart } from "@pumasi/quantities";

/** Slots [from, until). */
export interface SlotSpan {
  from: number;
  until: number;
}

const STEP_OF: Record<EnergyPeriod, EnergyStep> = { day: "slot", month: "day", year: "month" };

/** The local day, month or year that holds a slot, and by which step it is told. */
export function calendarSpan(
  slot: number,
  period: EnergyPeriod,
  { slotSeconds, timeZone }: { slotSeconds: number; timeZone: string },
): SlotSpan & { step: EnergyStep } {
  const instant = slotStart(slot, slotSeconds);
  const { fromSlot, untilSlot } = localPeriodOf(instant, timeZone, slotSeconds, period);
  return { from: fromSlot, until: untilSlot, step: STEP_OF[period] };
}

/**
 * The spans of [from, until) that a household is shown: each slot, or each local day or month as far as it lies within. They
 * follow each other without a gap.
 */
export function energySpans(
  { from, until }: SlotSpan,
  step: EnergyStep,
  calendar: { slotSeconds: number; timeZone: string },
): SlotSpan[] {
  const spans: SlotSpan[] = [];
  for (let first = from; first < until; ) {
    const next = Math.min(until, endOf(first, step, calendar));
    spans.push({ from: first, until: next });
    first = next;
  }
  return spans;
}

function endOf(
  slot: number,
  step: EnergyStep,
  { slotSeconds, timeZone }: { slotSeconds: number; timeZone: string },
): number {
  if (step === "slot") return slot + 1;
  return localPeriodOf(slotStart(slot, slotSeconds), timeZone, slotSeconds, step).untilSlot;
}

/** Cuts spans where `borders` (ascending slots) lie within them; `place` is the index of the span that a piece is of. */
export function cutAt(
  spans: readonly SlotSpan[],
  borders: readonly number[],
): (SlotSpan & { place: number })[] {
  return spans.flatMap((span, place) => {
    const within = borders.filter((border) => border > span.from && border < span.until);
    const edges = [span.from, ...within, span.until];
    return edges.slice(1).map((until, index) => ({ from: edges[index] as number, until, place }));
  });
}
