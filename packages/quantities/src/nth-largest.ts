/** Values that are simply sorted. */
const FEW = 24;

const BUCKETS = 1024;

/** Making a typed array costs as much as sorting the few. */
const NO_COUNTS = new Int32Array(0);

/** What `nthLargest` works in: as many candidates as there are values, and the buckets' counts. */
export interface SelectionScratch {
  candidates: Float64Array;
  counts: Int32Array;
}

/** Makes the room that selecting among at most `length` values needs. */
export function selectionScratch(length: number): SelectionScratch {
  const counts = length <= FEW ? NO_COUNTS : new Int32Array(BUCKETS);
  return { candidates: new Float64Array(length), counts };
}

/**
 * The nth largest (n from 1) of the first `length` values, whole numbers in [0, below), in time
 * linear in `length` whatever the values are. Allocates nothing and leaves the values as they are.
 *
 * Counts the values by their leading ten bits, keeps those of the bucket that holds the nth, and
 * goes on with the next ten bits: a radix selection from the top, six rounds at the very most, of
 * which all but the first look at few values as a rule.
 */
export function nthLargest(
  values: Float64Array,
  length: number,
  nth: number,
  below: number,
  { candidates, counts }: SelectionScratch,
): number {
  let width = 1;
  while (below > width * BUCKETS) width *= 2;
  let [base, source, rank, count] = [0, values, nth, length];
  while (count > FEW) {
    const perWidth = 1 / width;
    counts.fill(0);
    for (let i = 0; i < count; i++) {
      // A bucket is a small whole number; cutting it off as one is four times as fast as Math.trunc.
      const bucket = (((source[i] as number) - base) * perWidth) | 0;
      counts[bucket] = (counts[bucket] as number) + 1;
    }
    let chosen = BUCKETS - 1;
    while (rank > (counts[chosen] as number)) rank -= counts[chosen--] as number;
    base += chosen * width;
    if (width === 1) return base;
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const value = source[i] as number;
      if (value >= base && value < base + width) candidates[kept++] = value;
    }
    [source, count] = [candidates, kept];
    width = Math.max(1, width / BUCKETS);
  }
  if (source === values) candidates.set(values.subarray(0, count));
  return nthOfFew(candidates, count, rank);
}

/** Sorts the few by insertion, largest first, and gives the nth. */
function nthOfFew(candidates: Float64Array, count: number, nth: number): number {
  for (let i = 1; i < count; i++) {
    const value = candidates[i] as number;
    let place = i;
    while (place > 0 && (candidates[place - 1] as number) < value) {
      candidates[place] = candidates[place - 1] as number;
      place -= 1;
    }
    candidates[place] = value;
  }
  return candidates[nth - 1] as number;
}
