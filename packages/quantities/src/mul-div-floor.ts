import { assert } from "./assert.js";

/** Veltkamp's constant for doubles, 2^27 + 1: cuts 53 bits into two halves of at most 26. */
const SPLITTER = 134_217_729;

/**
 * a · b − c · d, exact when it is a safe integer, though the products may have 106 bits. All four
 * are non-negative safe integers, and the two products must be within a factor of two of each other
 * or c · d zero or below 2^53, as they are when c is about a · b / d.
 *
 * Each product is taken without error as a double and the double's own rounding error (T. J. Dekker,
 * "A floating-point technique for extending the available precision", Numer. Math. 18, 1971; the
 * cut in halves is Veltkamp's). The difference of the doubles is then exact (Sterbenz), and so is
 * that of the errors, whole numbers of at most 2^52. A difference beyond 2^53 comes out rounded: its
 * sign, and whether it exceeds a safe integer, are still right.
 */
export function differenceOfProducts(a: number, b: number, c: number, d: number): number {
  const ab = a * b;
  const cd = c * d;
  let cut = SPLITTER * a;
  const aHigh = cut - (cut - a);
  const aLow = a - aHigh;
  cut = SPLITTER * b;
  const bHigh = cut - (cut - b);
  const bLow = b - bHigh;
  cut = SPLITTER * c;
  const cHigh = cut - (cut - c);
  const cLow = c - cHigh;
  cut = SPLITTER * d;
  const dHigh = cut - (cut - d);
  const dLow = d - dHigh;
  const abError = aLow * bLow - (ab - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  const cdError = cLow * dLow - (cd - cHigh * dHigh - cLow * dHigh - cHigh * dLow);
  return ab - cd + (abError - cdError);
}

/**
 * a · b / c rounded down, exactly, though the product may have 106 bits. Three non-negative safe
 * integers in whatever units the caller has, c > 0, and a quotient that is itself a safe integer.
 *
 * The quotient of doubles is wrong by a few units at most; the exact remainder says which way.
 */
export function mulDivFloor(a: number, b: number, c: number): number {
  assert(
    Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(c),
    "what is multiplied and divided is whole",
  );
  assert(a >= 0 && b >= 0 && c > 0, "nothing is divided by nothing, or below nothing");
  const product = a * b;
  let quotient = Math.floor(product / c);
  if (product <= Number.MAX_SAFE_INTEGER) return quotient;
  assert(quotient <= Number.MAX_SAFE_INTEGER + 3, "a quotient is a safe integer");
  for (;;) {
    const remainder = differenceOfProducts(a, b, quotient, c);
    if (remainder < 0) quotient -= 1;
    else if (remainder >= c) quotient += 1;
    else break;
  }
  assert(Number.isSafeInteger(quotient), "a quotient is a safe integer");
  return quotient;
}
