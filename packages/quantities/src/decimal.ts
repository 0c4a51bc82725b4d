/** Why a decimal text was refused. */
export type DecimalRefusal = "not_a_decimal" | "too_many_decimals" | "out_of_range";

export type DecimalResult = { ok: true; value: bigint } | { ok: false; reason: DecimalRefusal };

const DECIMAL = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/;

/** Whole digits a text may have; more is no energy, price or sum of money that anybody trades. */
const MAX_WHOLE_DIGITS = 18;

/** Longer texts are not even looked at: what a stranger sends must not cost time to refuse. */
const MAX_TEXT_LENGTH = 64;

/**
 * Parses a decimal text exactly into a whole number of 10^-decimals units.
 *
 * Refuses, in this order, what is not a plain decimal of at most 64 characters (no exponent, no
 * sign but a leading minus, no spaces: "not_a_decimal"), more than 18 digits before the point
 * ("out_of_range"), and, instead of rounding, more decimals than the unit has
 * ("too_many_decimals"); trailing zeros do not count as decimals.
 */
export function parseDecimal(text: string, decimals: number): DecimalResult {
  const match = text.length > MAX_TEXT_LENGTH ? null : DECIMAL.exec(text);
  if (match === null) return { ok: false, reason: "not_a_decimal" };
  const [, sign, whole = "", fraction = ""] = match;
  if (whole.length > MAX_WHOLE_DIGITS) return { ok: false, reason: "out_of_range" };
  const significant = fraction.replace(/0+$/, "");
  if (significant.length > decimals) return { ok: false, reason: "too_many_decimals" };
  const digits = BigInt(`${whole}${significant.padEnd(decimals, "0")}`);
  return { ok: true, value: sign === "-" ? -digits : digits };
}

/** Prints a whole number of 10^-decimals units as the shortest exact decimal text. */
export function printDecimal(value: bigint, decimals: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  const text = fraction === "" ? whole : `${whole}.${fraction}`;
  return negative ? `-${text}` : text;
}
