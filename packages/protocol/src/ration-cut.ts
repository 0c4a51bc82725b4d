import { differenceOfProducts, mulDivFloor } from "@pumasi/quantities";

/** Who is the last that gets one unit more than its quota rounded down: its remainder and index. */
export interface RationCut {
  remainder: number;
  index: number;
}

/**
 * The cut of a total (10^-6 kWh) that was shared among weights by largest remainder, ties to the lower index; null when
 * nobody got a unit more than its quota rounded down (docs/COMMITMENTS.md, "Rationing"). `entries` are the weights that
 * took part, ascending by index, with the shares that they got.
 */
export function rationCut(
  totalUkwh: number,
  entries: Iterable<{ index: number; weightUkwh: number; shareUkwh: number }>,
): RationCut | null {
  if (totalUkwh === 0) return null;
  const listed = [...entries];
  let weights = 0;
  for (const { weightUkwh } of listed) weights += weightUkwh;
  if (weights === 0 || totalUkwh === weights) return null;
  let cut: RationCut | null = null;
  for (const { index, weightUkwh, shareUkwh } of listed) {
    const quota = mulDivFloor(weightUkwh, totalUkwh, weights);
    if (shareUkwh === quota) continue;
    const remainder = differenceOfProducts(weightUkwh, totalUkwh, quota, weights);
    if (cut === null || remainder <= cut.remainder) cut = { remainder, index };
  }
  return cut;
}
