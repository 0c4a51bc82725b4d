import type { tables } from "@pumasi/database";
import type { SlotSummary } from "@pumasi/protocol";
import { printKwh, printPrice, slotEnd, slotStart } from "@pumasi/quantities";

type SlotRow = typeof tables.slot.$inferSelect;

const kwh = (value: number | null) => (value === null ? null : printKwh(value));
const perKwh = (value: number | null) => (value === null ? null : printPrice(value));

/** A slot at a glance; what is not known yet is null, never zero. */
export function summarizeSlot(row: SlotRow, slotSeconds: number): SlotSummary {
  return {
    ...spanOf(row.slot, slotSeconds),
    stage: row.stage,
    orders: row.orders,
    price: perKwh(row.price),
    sharingPrice: perKwh(row.sharingPrice),
    contracted: kwh(row.contractedUkwh),
    delivered: kwh(row.deliveredUkwh),
    shared: kwh(row.sharedUkwh),
    imported: kwh(row.importedUkwh),
    exported: kwh(row.exportedUkwh),
    substitutes: row.substitutes,
    version: row.version,
  };
}

/** A slot that still takes orders. */
export function summarizeOpenSlot(slot: number, slotSeconds: number, orders: number): SlotSummary {
  return {
    ...spanOf(slot, slotSeconds),
    stage: "open",
    orders,
    price: null,
    sharingPrice: null,
    contracted: null,
    delivered: null,
    shared: null,
    imported: null,
    exported: null,
    substitutes: null,
    version: 0,
  };
}

function spanOf(slot: number, slotSeconds: number) {
  return {
    slot,
    start: new Date(slotStart(slot, slotSeconds)).toISOString(),
    end: new Date(slotEnd(slot, slotSeconds)).toISOString(),
  };
}
