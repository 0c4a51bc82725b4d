/**
 * A slot's number: how many whole slots of the community's length have passed since the Unix epoch.
 */
export type Slot = number;

/** Market instants are whole milliseconds since the Unix epoch, UTC. */
export type Instant = number;

/** Lengths (seconds) a community may choose for its slots. */
export const SLOT_LENGTHS_SECONDS = [300, 900, 1800, 3600] as const;

export type SlotSeconds = (typeof SLOT_LENGTHS_SECONDS)[number];

/** The first instant (ms) of a slot: a slot is [start, start + length). */
export function slotStart(slot: Slot, slotSeconds: number): Instant {
  return slot * slotSeconds * 1000;
}

/** The first instant (ms) after a slot. */
export function slotEnd(slot: Slot, slotSeconds: number): Instant {
  return (slot + 1) * slotSeconds * 1000;
}

/** The slot that holds the instant (ms). */
export function slotAt(instant: Instant, slotSeconds: number): Slot {
  return Math.floor(instant / (slotSeconds * 1000));
}

/** The instant (ms) from which on no order for the slot is accepted. */
export function gateClosure(slot: Slot, slotSeconds: number, gateClosureSeconds: number): Instant {
  return slotStart(slot, slotSeconds) - gateClosureSeconds * 1000;
}
