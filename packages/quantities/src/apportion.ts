import { assert } from "./assert.js";
import { differenceOfProducts } from "./mul-div-floor.js";
import { nthLargest, type SelectionScratch, selectionScratch } from "./nth-largest.js";

/** What `apportionInto` works in; made once and used for any number of divisions. */
export interface ApportionScratch extends SelectionScratch {
  remainders: Float64Array;
}

/** Makes the room that dividing among at most `length` weights needs. */
export function apportionScratch(length: number): ApportionScratch {
  return { remainders: new Float64Array(length), ...selectionScratch(length) };
}

/**
 * Divides a whole total among weights, exactly: largest remainder (Hamilton), ties to the lower
 * index. `total` and `weights` are non-negative safe integers in whatever unit the caller has; the
 * shares add up to `total` exactly, and to nothing when all weights are zero.
 *
 * When total ≤ Σ weights no share exceeds its weight, because a share is at most its exact quota
 * rounded up and the quota is at most the weight, itself a whole number.
 */
export function apportion(total: number, weights: readonly number[] | Float64Array): number[] {
  const { length } = weights;
  const shares = new Float64Array(length);
  shares.set(weights);
  apportionInto(total, shares, shares, apportionScratch(length));
  const plain: number[] = [];
  for (let i = 0; i < length; i++) plain.push(shares[i] as number);
  return plain;
}

/**
 * Does what `apportion` does, for hot loops: the shares of the first `length` weights are written to
 * `shares`, which may be the same array. Takes time linear in `length` and allocates nothing, but
 * where the weights' sum is beyond a safe integer; those are divided by BigInt.
 */
export function apportionInto(
  total: number,
  weights: Float64Array,
  shares: Float64Array,
  scratch: ApportionScratch,
  length: number = weights.length,
): void {
  assert(Number.isSafeInteger(total) && total >= 0, "a total to divide is a whole number ≥ 0");
  assert(
    weights.length >= length && shares.length >= length && scratch.remainders.length >= length,
    "there is room for every share",
  );
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const weight = weights[i] as number;
    assert(Number.isSafeInteger(weight) && weight >= 0, "a weight is a whole number ≥ 0");
    sum += weight;
  }
  if (sum === 0 || total === 0) shares.fill(0, 0, length);
  else if (sum > Number.MAX_SAFE_INTEGER) apportionWide(total, weights, shares, length);
  else if (total !== sum) apportionSafe(total, sum, weights, shares, scratch, length);
  else if (shares !== weights) {
    for (let i = 0; i < length; i++) shares[i] = weights[i] as number;
  }
}

function apportionSafe(
  total: number,
  sum: number,
  weights: Float64Array,
  shares: Float64Array,
  scratch: ApportionScratch,
  length: number,
): void {
  const { remainders } = scratch;
  const ratio = total / sum;
  let left = total;
  for (let i = 0; i < length; i++) {
    // A zero that is negative would print as one.
    const weight = (weights[i] as number) + 0;
    // The double's share is a few units off at most; the exact remainder says which way.
    let share = Math.floor(weight * ratio);
    let remainder = differenceOfProducts(weight, total, share, sum);
    while (remainder < 0 || remainder >= sum) {
      share += remainder < 0 ? -1 : 1;
      remainder = differenceOfProducts(weight, total, share, sum);
    }
    shares[i] = share;
    remainders[i] = remainder;
    left -= share;
  }
  if (left === 0) return;
  const least = nthLargest(remainders, length, left, sum, scratch);
  for (let i = 0; i < length; i++) {
    if ((remainders[i] as number) <= least) continue;
    shares[i] = (shares[i] as number) + 1;
    left -= 1;
  }
  for (let i = 0; left > 0; i++) {
    if (remainders[i] !== least) continue;
    shares[i] = (shares[i] as number) + 1;
    left -= 1;
  }
}

/** The same for weights whose sum no double holds. */
function apportionWide(
  total: number,
  weights: Float64Array,
  shares: Float64Array,
  length: number,
): void {
  const exact = Array.from(weights.subarray(0, length), BigInt);
  const sum = exact.reduce((all, weight) => all + weight, 0n);
  let left = total;
  const ranked = exact.map((weight, index) => {
    const scaled = weight * BigInt(total);
    const share = Number(scaled / sum);
    shares[index] = share;
    left -= share;
    return { index, remainder: scaled % sum };
  });
  ranked.sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const { index } of ranked.slice(0, left)) shares[index] = (shares[index] as number) + 1;
}
