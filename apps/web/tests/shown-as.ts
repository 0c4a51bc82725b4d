import { sumDecimals } from "../src/format/exact-decimal.js";

/**
 * Writes Σ of exact decimal texts with as many decimals as a shown number has, rounded half away
 * from zero, and puts it in the shown number's place: equal texts mean equal numbers. It rounds on
 * its own, without the page's formats, so that it can prove them wrong.
 */
export function shownAs(shown: string, parts: readonly string[]): string {
  const digits = /-?[\d,]+(?:\.(\d+))?/.exec(shown);
  const sum = sumDecimals(parts);
  if (digits === null || sum === null) return `${parts.join(" + ")} in place of ${shown}`;
  const decimals = digits[1]?.length ?? 0;
  const [whole = "0", fraction = ""] = sum.replace("-", "").split(".");
  const padded = fraction.padEnd(decimals + 1, "0");
  const kept = BigInt(whole + padded.slice(0, decimals));
  const rounded = (Number(padded[decimals]) >= 5 ? kept + 1n : kept).toString();
  const text = rounded.padStart(decimals + 1, "0");
  const wholeText = text.slice(0, text.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  const number = decimals === 0 ? wholeText : `${wholeText}.${text.slice(-decimals)}`;
  const sign = sum.startsWith("-") && /[1-9]/.test(number) ? "-" : "";
  return shown.replace("-", "").replace(digits[0].replace("-", ""), number).replace(/^/, sign);
}
