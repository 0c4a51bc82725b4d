import { apportionInto, apportionScratch, type Ukwh } from "@pumasi/quantities";
import type { SharingPlan } from "./prepare-sharing.js";
import { type ColumnsReason, shareTaken, takePart } from "./share-in-place.js";
import type { SharingColumns } from "./sharing-columns.js";

/**
 * Shares an hour of slots by the hourly minimum: sums the slots to the hour first, so that energy
 * fed in in one quarter and drawn in another is shared too. Shared is the least of what all feed in
 * and all draw in the hour, divided among consumers by what they drew and among producers by what
 * they fed in; each meter's hour is then divided over its slots by its own register, so that a slot
 * is never allocated more than it consumed. All by largest remainder, in 10^-6 kWh.
 *
 * Allocated and sold add up to the same in the hour, not in each slot. The sharing is *virtual*: the
 * supplier bills the whole consumption and buys or takes the whole feed-in as without it, and the
 * residual and the surplus only say what was not shared; `splitPremium` divides the premium.
 *
 * Gives null, or why a slot (its index) is refused, as `shareInPlace` does.
 *
 * Prescribed as: Italy's renewable energy communities and collective self-consumers (ARERA's TIAD,
 * decision 727/2022/R/eel; computed by GSE for the hour): shared is the least, hour by hour, of the
 * energy fed in and the energy drawn.
 *
 * Example: 2 kWh fed in in the first quarter, 3 kWh drawn in the last. By the slot nothing would be
 * shared; in the hour it is min(2, 3) = 2 kWh, sold in the first quarter, allocated in the last.
 */
export function shareHour(
  plan: SharingPlan,
  slots: readonly SharingColumns[],
): { reason: ColumnsReason; slot: number } | null {
  const room = () => new Float64Array(plan.meters);
  const parts = slots.map(() => ({ drawnUkwh: room(), fedUkwh: room() }));
  plan.drawnUkwh.fill(0);
  plan.fedUkwh.fill(0);
  let [drawnUkwh, fedUkwh] = [0, 0];
  for (const [slot, { consumedUkwh, generatedUkwh }] of slots.entries()) {
    const part = parts[slot] as { drawnUkwh: Float64Array; fedUkwh: Float64Array };
    const reason =
      takePart(plan, consumedUkwh, part.drawnUkwh) ?? takePart(plan, generatedUkwh, part.fedUkwh);
    if (reason !== null) return { reason, slot };
    drawnUkwh += addTo(plan.drawnUkwh, part.drawnUkwh);
    fedUkwh += addTo(plan.fedUkwh, part.fedUkwh);
    if (Math.max(drawnUkwh, fedUkwh) > Number.MAX_SAFE_INTEGER) {
      return { reason: "sharing_energy_too_large", slot };
    }
  }
  const hour = { share: room(), allocated: room(), sold: room() };
  shareTaken(plan, hour.share, hour.allocated, hour.sold);
  const divide = divider(slots.length, plan.meters);
  const drawn = parts.map((part) => part.drawnUkwh);
  const fed = parts.map((part) => part.fedUkwh);
  divide(
    hour.share,
    drawn,
    slots.map(({ shareUkwh }) => shareUkwh),
  );
  divide(
    hour.allocated,
    drawn,
    slots.map(({ allocatedUkwh }) => allocatedUkwh),
  );
  divide(
    hour.sold,
    fed,
    slots.map(({ soldUkwh }) => soldUkwh),
  );
  for (const columns of slots) writeSlotRest(columns);
  return null;
}

/** Adds the energies (10^-6 kWh) of a slot to the hour's, and gives their sum. */
function addTo(hourUkwh: Float64Array, slotUkwh: Float64Array): Ukwh {
  let sumUkwh = 0;
  for (let i = 0; i < hourUkwh.length; i++) {
    hourUkwh[i] = (hourUkwh[i] as Ukwh) + (slotUkwh[i] as Ukwh);
    sumUkwh += slotUkwh[i] as Ukwh;
  }
  return sumUkwh;
}

/** Divides each meter's energy of the hour over its slots, by the slots' own energies. */
function divider(slots: number, meters: number) {
  const [weights, energies] = [new Float64Array(slots), new Float64Array(slots)];
  const scratch = apportionScratch(slots);
  return (
    hourUkwh: Float64Array,
    bySlotUkwh: readonly Float64Array[],
    intoUkwh: readonly Float64Array[],
  ): void => {
    for (let i = 0; i < meters; i++) {
      for (const [slot, own] of bySlotUkwh.entries()) weights[slot] = own[i] as Ukwh;
      apportionInto(hourUkwh[i] as Ukwh, weights, energies, scratch);
      for (const [slot, into] of intoUkwh.entries()) into[i] = energies[slot] as Ukwh;
    }
  };
}

/** A slot of an hour need not balance in itself. */
function writeSlotRest(columns: SharingColumns): void {
  const { consumedUkwh, generatedUkwh, allocatedUkwh, soldUkwh } = columns;
  for (let i = 0; i < consumedUkwh.length; i++) {
    columns.residualUkwh[i] = (consumedUkwh[i] as Ukwh) - (allocatedUkwh[i] as Ukwh);
    columns.surplusUkwh[i] = (generatedUkwh[i] as Ukwh) - (soldUkwh[i] as Ukwh);
  }
}
