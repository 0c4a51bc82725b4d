import type { PublishedRules, SlotSummary } from "@pumasi/protocol";

const SLOTS_SHOWN = 48;

/** A slot's prices as exact decimal texts in currency per kWh; null where there is none. */
export interface PriceSlot {
  slot: number;
  startMs: number;
  clearing: string | null;
  sharing: string | null;
  retail: string | null;
  feedIn: string | null;
}

/**
 * The rules in force in a slot: those with the latest start at or before it and, where two versions
 * start together, the higher version, because it corrects the other.
 */
export function rulesInForce(
  rules: readonly PublishedRules[],
  slot: number,
): PublishedRules | null {
  let inForce: PublishedRules | null = null;
  for (const candidate of rules) {
    if (candidate.fromSlot > slot) continue;
    const supersedes =
      inForce === null ||
      candidate.fromSlot > inForce.fromSlot ||
      (candidate.fromSlot === inForce.fromSlot && candidate.version > inForce.version);
    if (supersedes) inForce = candidate;
  }
  return inForce;
}

/** The last slots that were cleared, 48 unless said otherwise, each beside the tariff of its time. */
export function priceSlots(
  slots: readonly SlotSummary[],
  rules: readonly PublishedRules[],
  most = SLOTS_SHOWN,
): PriceSlot[] {
  return slots
    .filter(({ stage }) => stage !== "open" && stage !== "booked")
    .slice(-most)
    .map((slot) => {
      const tariff = rulesInForce(rules, slot.slot)?.terms.tariff;
      return {
        slot: slot.slot,
        startMs: Date.parse(slot.start),
        clearing: slot.price,
        sharing: slot.sharingPrice,
        retail: tariff?.retailPrice ?? null,
        feedIn: tariff?.feedInPrice ?? null,
      };
    });
}

/**
 * A price as steps: it holds from its slot's start to its end, and the line breaks where a slot has
 * no price or is not there at all. Points are [slot, price] with the slot as a number line.
 */
export function stepPoints(
  slots: readonly PriceSlot[],
  priceOf: (slot: PriceSlot) => string | null,
): [number, number | null][] {
  const points: [number, number | null][] = [];
  let lineEnd: number | null = null;
  for (const slot of slots) {
    const price = priceOf(slot);
    if (price === null) continue;
    if (lineEnd !== null && lineEnd !== slot.slot) points.push([lineEnd, null]);
    points.push([slot.slot, Number(price)], [slot.slot + 1, Number(price)]);
    lineEnd = slot.slot + 1;
  }
  return points;
}
