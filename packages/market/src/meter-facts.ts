import type { Slot } from "@pumasi/quantities";
import type { Registers, ReportedQuality } from "./admit-reading.js";
import type { MeteredEnergy, MeterInSlot } from "./metering.js";

/** How many days back the same-hour mean looks. */
export const HISTORY_DAYS = 7;

/** The slots exactly one to seven days (of 24 hours) before a slot, newest first. */
export function historySlots(slot: Slot, slotSeconds: number): Slot[] {
  const day = 86_400 / slotSeconds;
  return Array.from({ length: HISTORY_DAYS }, (_, index) => slot - day * (index + 1));
}

/** What is known of one meter around a slot, as it was recorded. */
export interface MeterRecord {
  meter: number;
  account: number;
  /** The first slot in which its household is no member any more; null without an end. */
  untilSlot: Slot | null;
  /** The accepted reading at the end of the slot before: the baseline of a meter that has just begun. */
  baseline: Registers | null;
  reading: (Registers & { quality: ReportedQuality }) | null;
  next: (Registers & { slot: Slot }) | null;
}

/**
 * Puts together what `meterSlot` needs from recorded readings and from earlier slots' metering. A
 * meter takes part once it has registers at the slot's beginning: settled ones from the slot before,
 * or its own baseline reading; until then it is left out, because nobody knows where it began. After
 * its membership's end it goes on from settled registers only: no baseline lets it begin then.
 */
export function meterFacts(
  slot: Slot,
  slotSeconds: number,
  records: readonly MeterRecord[],
  meteredIn: (slot: Slot, meter: number) => MeteredEnergy | undefined,
): MeterInSlot[] {
  const facts: MeterInSlot[] = [];
  for (const { meter, account, untilSlot, baseline, reading, next } of records) {
    const hasEnded = untilSlot !== null && slot >= untilSlot;
    const previous = meteredIn(slot - 1, meter) ?? (hasEnded ? null : baseline);
    if (previous === null) continue;
    const history = historySlots(slot, slotSeconds).flatMap((past) => {
      const metered = meteredIn(past, meter);
      return metered?.quality === "measured" ? [metered] : [];
    });
    facts.push({ meter, account, hasEnded, previous, reading, next, history });
  }
  return facts;
}
