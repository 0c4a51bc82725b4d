import type { SlotSummary } from "@pumasi/protocol";

/** An hourly slot as tests need it: metered, unless the test says otherwise. */
export function slotOf(slot: number, facts: Partial<SlotSummary> = {}): SlotSummary {
  return {
    slot,
    start: new Date(slot * 3_600_000).toISOString(),
    end: new Date((slot + 1) * 3_600_000).toISOString(),
    stage: "metered",
    orders: 4,
    price: "120.5",
    sharingPrice: "118",
    contracted: "2",
    delivered: "1.5",
    shared: "0.25",
    imported: "4",
    exported: "2",
    substitutes: 0,
    version: 1,
    ...facts,
  };
}

/** The slots [from, until), all alike. */
export function slotsOf(from: number, until: number): SlotSummary[] {
  return Array.from({ length: until - from }, (_, index) => slotOf(from + index));
}
