import type { RationCut } from "../../ration-cut.js";

/**
 * The cut that a careful cheat names for shares it made up: the last that got more than its quota rounded down, or nobody.
 * Where the shares are the true ones it is the true cut.
 */
export function bestCut(
  total: number,
  entries: readonly { index: number; weight: number; share: number }[],
): RationCut | null {
  const sum = entries.reduce((all, { weight }) => all + Math.max(0, weight), 0);
  if (sum === 0 || total === 0) return null;
  let cut: RationCut | null = null;
  for (const { index, weight, share } of entries) {
    const product = BigInt(Math.max(0, weight)) * BigInt(total);
    if (BigInt(share) <= product / BigInt(sum)) continue;
    const remainder = Number(product % BigInt(sum));
    if (cut === null || remainder <= cut.remainder) cut = { remainder, index };
  }
  return cut;
}
