/**
 * Tells whether shares are what `apportion` gives, in time linear in the weights and without
 * dividing again: every share is its exact quota rounded down or up, the shares add up to the total
 * (to nothing when all weights are zero), and nobody rounded down had a larger remainder than
 * somebody rounded up, or the same and a lower index.
 *
 * Works in integers of any size, so that it has nothing in common with `apportion`. `total` and
 * `weights` are non-negative safe integers; shares may be anything.
 */
export function isApportioned(
  total: number,
  weights: readonly number[],
  shares: readonly number[],
): boolean {
  if (shares.length !== weights.length) return false;
  const sum = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  if (sum === 0n) return shares.every((share) => share === 0);
  let left = BigInt(total);
  let [up, down]: [Rounded | null, Rounded | null] = [null, null];
  for (const [index, share] of shares.entries()) {
    if (!Number.isSafeInteger(share) || share < 0) return false;
    left -= BigInt(share);
    const scaled = BigInt(weights[index] as number) * BigInt(total);
    const more = BigInt(share) - scaled / sum;
    const rounded = { index, remainder: scaled % sum };
    if (more === 1n) up = up === null || isServedAfter(rounded, up) ? rounded : up;
    else if (more === 0n) down = down === null || isServedAfter(down, rounded) ? rounded : down;
    else return false;
  }
  return left === 0n && (up === null || down === null || isServedAfter(down, up));
}

interface Rounded {
  index: number;
  remainder: bigint;
}

/** Whether the first is given one of the units that do not divide only after the second. */
function isServedAfter(first: Rounded, second: Rounded): boolean {
  if (first.remainder !== second.remainder) return first.remainder < second.remainder;
  return first.index > second.index;
}
