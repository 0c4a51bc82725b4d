import type { SlotView } from "@pumasi/chain";
import type { PublishedSlot, SlotFallback } from "@pumasi/protocol";
import { mustEqual } from "./difference.js";

/** What the ledger says became of a slot: null where it is, or may still be, settled by its book. */
export function fallbackOnLedger({ state, clearing, meterings }: SlotView): SlotFallback | null {
  if (state === "skipped") return "skipped";
  // The ledger takes a metering without a clearing at the grid tariff only.
  const isAtGrid = state === "grid" || (meterings.length > 0 && clearing === null);
  return isAtGrid ? "grid-tariff" : null;
}

/** Nothing may be published as cleared or contracted where the ledger has no market of the slot, and no line in a skipped one. */
export function verifyFallback(published: PublishedSlot, fallback: SlotFallback): void {
  const { slot, fills, trades, lines } = published;
  mustEqual({ slot }, "number of fills", 0, fills?.length ?? 0);
  mustEqual({ slot }, "number of contracts", 0, trades?.length ?? 0);
  if (fallback === "skipped") mustEqual({ slot }, "number of lines", 0, lines?.length ?? 0);
}

/** What a reader should know of such a slot. */
export function noteOfFallback(slot: number, fallback: SlotFallback): string {
  return fallback === "skipped"
    ? `Slot ${slot} was skipped on the ledger: nothing is settled in it.`
    : `Slot ${slot} is settled at the grid tariff, as the ledger says: nothing was traded or shared in it.`;
}
