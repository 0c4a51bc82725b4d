import { apportionInto, assert, mulDivFloor, type Ukwh } from "@pumasi/quantities";
import { offerByMatrix, sellByMatrix } from "./offer-by-matrix.js";
import { offerByPriority } from "./offer-by-priority.js";
import { offerHybrid } from "./offer-hybrid.js";
import { offerProportional } from "./offer-proportional.js";
import { offerStatic } from "./offer-static.js";
import type { SharingPlan } from "./prepare-sharing.js";
import type { SharingColumns } from "./sharing-columns.js";
import { WHOLE_PPM } from "./sharing-rule.js";

/** Why a slot's columns are not shared; in this order of precedence. */
export type ColumnsReason = "sharing_energy_invalid" | "sharing_energy_too_large";

/**
 * Shares one slot by a prepared rule: reads what each meter consumed and generated and writes the
 * other columns (10^-6 kWh). Takes time linear in the meters (and a matrix's cells) and allocates
 * nothing. Gives null, or why the slot is refused: an energy that is not a whole number ≥ 0, or a
 * side whose sum is no safe integer; the written columns then mean nothing.
 *
 * Allocated and sold add up to the same. With the hourly minimum the slot is the hour.
 */
export function shareInPlace(plan: SharingPlan, columns: SharingColumns): ColumnsReason | null {
  const { drawnUkwh, fedUkwh } = plan;
  const refused =
    takePart(plan, columns.consumedUkwh, drawnUkwh) ??
    takePart(plan, columns.generatedUkwh, fedUkwh);
  if (refused !== null) return refused;
  shareTaken(plan, columns.shareUkwh, columns.allocatedUkwh, columns.soldUkwh);
  writeRest(columns);
  return null;
}

/**
 * Writes what of each energy (10^-6 kWh) takes part: its participation factor, rounded down. Gives
 * why the energies are refused, or null.
 */
export function takePart(
  { meters, factorsPpm }: SharingPlan,
  energiesUkwh: Float64Array,
  takingPartUkwh: Float64Array,
): ColumnsReason | null {
  let sumUkwh = 0;
  for (let i = 0; i < meters; i++) {
    const energyUkwh = energiesUkwh[i] as Ukwh;
    if (!Number.isSafeInteger(energyUkwh) || energyUkwh < 0) return "sharing_energy_invalid";
    sumUkwh += energyUkwh;
    takingPartUkwh[i] =
      factorsPpm === null
        ? energyUkwh
        : mulDivFloor(energyUkwh, factorsPpm[i] as number, WHOLE_PPM);
  }
  return sumUkwh <= Number.MAX_SAFE_INTEGER ? null : "sharing_energy_too_large";
}

/** Shares what takes part (the plan's drawn and fed columns); all in 10^-6 kWh. */
export function shareTaken(
  plan: SharingPlan,
  shareUkwh: Float64Array,
  allocatedUkwh: Float64Array,
  soldUkwh: Float64Array,
): void {
  const { drawnUkwh, fedUkwh, meters, prepared, scratch } = plan;
  offer(plan, shareUkwh);
  let sharedUkwh = 0;
  for (let i = 0; i < meters; i++) {
    const allocated = Math.min(shareUkwh[i] as Ukwh, drawnUkwh[i] as Ukwh);
    allocatedUkwh[i] = allocated;
    sharedUkwh += allocated;
  }
  if (prepared.rule === "matrix") sellByMatrix(prepared.columns, allocatedUkwh, soldUkwh, scratch);
  else apportionInto(sharedUkwh, fedUkwh, soldUkwh, scratch, meters);
}

/** Writes what each meter is offered by the rule (10^-6 kWh). */
function offer(plan: SharingPlan, shareUkwh: Float64Array): void {
  const { drawnUkwh, fedUkwh, meters, prepared, scratch } = plan;
  if (prepared.rule === "matrix") {
    offerByMatrix(prepared.rows, fedUkwh, shareUkwh, scratch);
    return;
  }
  let generatedUkwh = 0;
  for (let i = 0; i < meters; i++) generatedUkwh += fedUkwh[i] as Ukwh;
  switch (prepared.rule) {
    case "static": {
      const { keysPpm, offersUkwh } = prepared;
      offerStatic(generatedUkwh, keysPpm, offersUkwh, scratch);
      for (let i = 0; i < meters; i++) shareUkwh[i] = offersUkwh[i] as Ukwh;
      break;
    }
    case "hybrid": {
      const { keysPpm, offersUkwh } = prepared;
      const { missingUkwh } = plan;
      offerHybrid(generatedUkwh, keysPpm, drawnUkwh, shareUkwh, offersUkwh, missingUkwh, scratch);
      break;
    }
    case "priority":
      offerByPriority(generatedUkwh, prepared.order, drawnUkwh, shareUkwh);
      break;
    case "proportional":
    case "hourly-minimum":
      offerProportional(generatedUkwh, drawnUkwh, shareUkwh, scratch);
  }
}

/** Writes what the supplier delivers and the grid takes (10^-6 kWh): the rest of both registers. */
export function writeRest(columns: SharingColumns): void {
  const { consumedUkwh, generatedUkwh, allocatedUkwh, soldUkwh } = columns;
  const { residualUkwh, surplusUkwh } = columns;
  let imbalanceUkwh = 0;
  for (let i = 0; i < consumedUkwh.length; i++) {
    const allocated = allocatedUkwh[i] as Ukwh;
    const sold = soldUkwh[i] as Ukwh;
    residualUkwh[i] = (consumedUkwh[i] as Ukwh) - allocated;
    surplusUkwh[i] = (generatedUkwh[i] as Ukwh) - sold;
    imbalanceUkwh += allocated - sold;
  }
  assert(imbalanceUkwh === 0, "as much energy is sold as is allocated");
}
