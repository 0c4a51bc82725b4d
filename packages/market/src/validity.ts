import type { Slot } from "@pumasi/quantities";

/**
 * The slots [fromSlot, untilSlot) in which a membership, meter or key is valid; null means that no
 * end is known yet. Counted in slots, so that ending it never makes an older slot wrong
 * (LEDGER.md).
 */
export interface Validity {
  fromSlot: Slot;
  untilSlot: Slot | null;
}

/** True when the slot lies in [fromSlot, untilSlot). */
export function isValidIn(slot: Slot, validity: Validity): boolean {
  return slot >= validity.fromSlot && !hasEndedBy(slot, validity);
}

/** True when the validity ended at or before the slot's start: the end itself is excluded. */
export function hasEndedBy(slot: Slot, validity: Validity): boolean {
  return validity.untilSlot !== null && slot >= validity.untilSlot;
}
