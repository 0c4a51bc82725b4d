import type { SlotSummary } from "@pumasi/protocol";
import { subtractDecimals, sumDecimals } from "../../format/exact-decimal.js";

const BARS_SHOWN = 48;

/** A metered slot's energy by origin and use, as exact decimal texts in kWh. */
export interface EnergyBar {
  slot: number;
  startMs: number;
  delivered: string | null;
  shared: string | null;
  /** What members drew from the supplier: imported less delivered and shared. */
  supplier: string | null;
  /** What members sold to the supplier: exported less delivered and shared. */
  exported: string | null;
}

/** The last 48 metered slots. A value the server does not have stays missing. */
export function energyBars(slots: readonly SlotSummary[]): EnergyBar[] {
  return slots
    .filter(({ version }) => version > 0)
    .slice(-BARS_SHOWN)
    .map((slot) => {
      const neighbours = [slot.delivered, slot.shared];
      return {
        slot: slot.slot,
        startMs: Date.parse(slot.start),
        delivered: slot.delivered,
        shared: slot.shared,
        supplier: subtractDecimals(slot.imported, neighbours),
        exported: subtractDecimals(slot.exported, neighbours),
      };
    });
}

/** What all bars together say, for those who do not see them; null as soon as a part is missing. */
export function energySums(bars: readonly EnergyBar[]) {
  return {
    neighbours: sumDecimals(bars.flatMap(({ delivered, shared }) => [delivered, shared])),
    supplier: sumDecimals(bars.map(({ supplier }) => supplier)),
    exported: sumDecimals(bars.map(({ exported }) => exported)),
  };
}
