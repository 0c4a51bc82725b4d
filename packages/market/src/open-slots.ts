import { gateClosure, type Instant, type Slot, slotAt } from "@pumasi/quantities";
import { type MarketRules, rulesAt } from "./rules.js";

/** A community's slots: their length, how long before its start a slot's gate closes, the first. */
export interface SlotCalendar {
  slotSeconds: number;
  gateClosureSeconds: number;
  firstSlot: Slot;
}

/** Whether orders for a slot are taken and, if not, the refusal that says why. */
export type OrderWindow = "open" | "order_slot_unknown" | "order_after_gate_closure";

/**
 * The first slot whose gate is still open at an instant (ms); a gate's closure itself is too late.
 */
export function firstOpenSlot(now: Instant, calendar: SlotCalendar): Slot {
  return slotAt(now + calendar.gateClosureSeconds * 1000, calendar.slotSeconds) + 1;
}

/**
 * Tells whether orders for a slot are taken at an instant (ms) under the rules in force in that
 * slot. Unknown is a slot before the community's first, without rules, or as many slots or more
 * after the first open one as the rules open; after gate closure is `now` at or past it.
 */
export function orderWindow(
  slot: Slot,
  now: Instant,
  calendar: SlotCalendar,
  rules: MarketRules | null,
): OrderWindow {
  if (slot < calendar.firstSlot || rules === null) return "order_slot_unknown";
  if (slot >= firstOpenSlot(now, calendar) + rules.openSlots) return "order_slot_unknown";
  const { slotSeconds, gateClosureSeconds } = calendar;
  const isClosed = now >= gateClosure(slot, slotSeconds, gateClosureSeconds);
  return isClosed ? "order_after_gate_closure" : "open";
}

/** True when orders for the slot are taken at the instant (ms). */
export function isOrderOpen(
  slot: Slot,
  now: Instant,
  calendar: SlotCalendar,
  rules: MarketRules | null,
): boolean {
  return orderWindow(slot, now, calendar, rules) === "open";
}

/**
 * The slots that orders are taken for at an instant (ms), ascending; what a gateway may offer for.
 */
export function openSlots(
  now: Instant,
  calendar: SlotCalendar,
  rules: readonly MarketRules[],
): Slot[] {
  const first = firstOpenSlot(now, calendar);
  const farthest = rules.reduce((most, { openSlots: count }) => Math.max(most, count), 0);
  const slots: Slot[] = [];
  for (let slot = first; slot < first + farthest; slot++) {
    if (isOrderOpen(slot, now, calendar, rulesAt(rules, slot))) slots.push(slot);
  }
  return slots;
}
