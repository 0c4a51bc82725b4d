import { assert } from "./assert.js";

/**
 * Divides a whole total among weights, exactly: largest remainder (Hamilton), ties to the lower
 * index. `total` and `weights` are non-negative safe integers in whatever unit the caller has; the
 * shares add up to `total` exactly, and to nothing when all weights are zero.
 *
 * When total ≤ Σ weights no share exceeds its weight, because a share is at most its exact quota
 * rounded up and the quota is at most the weight, itself a whole number.
 */
export function apportion(total: number, weights: readonly number[]): number[] {
  assert(Number.isSafeInteger(total) && total >= 0, "a total to divide is a whole number ≥ 0");
  let sum = 0n;
  for (const weight of weights) {
    assert(Number.isSafeInteger(weight) && weight >= 0, "a weight is a whole number ≥ 0");
    sum += BigInt(weight);
  }
  if (sum === 0n || total === 0) return weights.map(() => 0);
  if (BigInt(total) === sum) return [...weights];
  const shares: number[] = [];
  const remainders: { index: number; remainder: bigint }[] = [];
  let given = 0n;
  weights.forEach((weight, index) => {
    const scaled = BigInt(weight) * BigInt(total);
    const share = scaled / sum;
    given += share;
    shares.push(Number(share));
    remainders.push({ index, remainder: scaled % sum });
  });
  const left = Number(BigInt(total) - given);
  if (left === 0) return shares;
  remainders.sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (let i = 0; i < left; i++) {
    const { index } = remainders[i] as { index: number };
    shares[index] = (shares[index] as number) + 1;
  }
  return shares;
}
