/**
 * One slot of a community as columns, a meter an index; all in 10^-6 kWh, whole numbers ≥ 0.
 *
 * The first two are given: what the meter drew (charging included) and fed in (discharging
 * included). The others are written:
 * - `shareUkwh`: the part of the community's generation that the rule offers to the meter;
 * - `allocatedUkwh`: what of that it consumed, min(share, consumption that takes part);
 * - `residualUkwh`: consumed − allocated, what the supplier delivers;
 * - `soldUkwh`: what of its own generation others (or itself, by its other register) were allocated;
 * - `surplusUkwh`: generated − sold, what the grid takes.
 */
export interface SharingColumns {
  consumedUkwh: Float64Array;
  generatedUkwh: Float64Array;
  shareUkwh: Float64Array;
  allocatedUkwh: Float64Array;
  residualUkwh: Float64Array;
  soldUkwh: Float64Array;
  surplusUkwh: Float64Array;
}

/** Makes the columns of a slot of `meters` meters. */
export function sharingColumns(meters: number): SharingColumns {
  const column = () => new Float64Array(meters);
  return {
    consumedUkwh: column(),
    generatedUkwh: column(),
    shareUkwh: column(),
    allocatedUkwh: column(),
    residualUkwh: column(),
    soldUkwh: column(),
    surplusUkwh: column(),
  };
}
