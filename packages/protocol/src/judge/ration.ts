import { isNone, type SeenCut } from "./read-headers.js";

/** What one weight gets of a rationed total, and what its quota leaves over after whole units. */
export interface Ration {
  share: bigint;
  remainder: bigint;
}

/**
 * The part of `total` that a weight among weights of `sum` gets by largest remainder, ties to the lower index, the last
 * that got one unit more being known (docs/COMMITMENTS.md, "Rationing").
 */
export function rationOf(
  weight: bigint,
  total: bigint,
  sum: bigint,
  cut: SeenCut,
  index: number,
): Ration {
  const product = weight * total;
  const [quota, remainder] = sum === 0n ? [0n, 0n] : [product / sum, product % sum];
  const isAdmitted =
    remainder > cut.remainder || (remainder === cut.remainder && index <= cut.index);
  return { share: isAdmitted ? quota + 1n : quota, remainder };
}

/** True where the header names this weight as the last that got a unit more, and it is not: whoever did has a remainder. */
export function isWronglyNamed(cut: SeenCut, index: number, remainder: bigint): boolean {
  return index === cut.index && (remainder !== cut.remainder || remainder === 0n);
}

/** Whether a cut names nobody, or can be that of a total that was shared among `count` weights of this sum. */
export function isPossibleCut(cut: SeenCut, total: bigint, sum: bigint, count: number): boolean {
  if (isNone(cut)) return true;
  return cut.index < count && total > 0n && total < sum;
}

export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** A difference of energies; nothing where a wrong result takes away more than there is. */
export function restOf(all: bigint, part: bigint): bigint {
  return part < all ? all - part : 0n;
}

/** Divides by a positive number, toward minus infinity. */
export function floorOf(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}
