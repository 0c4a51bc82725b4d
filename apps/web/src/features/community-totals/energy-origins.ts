import type { CommunityTotals } from "@pumasi/protocol";
import { apportion, parseKwh } from "@pumasi/quantities";
import { sumDecimals } from "../../format/exact-decimal.js";

/** The parts that all imported energy is made of, from the neighbours outwards. */
export const IMPORT_ORIGINS = ["delivered", "shared", "supplier"] as const;
export type ImportOrigin = (typeof IMPORT_ORIGINS)[number];

const WHOLE_PERMILLE = 1000;

/** What came from neighbours, by contract and shared, in kWh, exact. */
export function fromNeighbours(totals: CommunityTotals): string | null {
  return sumDecimals([totals.delivered, totals.shared]);
}

/**
 * The origins' shares of all imported energy in tenths of a percent. They add up to 100 % exactly,
 * by the largest remainder, so that the legend never says 99.9 %. All are null before any import,
 * or where a total is no amount of energy.
 */
export function originShares(totals: CommunityTotals): Record<ImportOrigin, number | null> {
  const unknown = { delivered: null, shared: null, supplier: null };
  const weights: number[] = [];
  for (const text of [totals.delivered, totals.shared, totals.suppliedImport]) {
    const parsed = parseKwh(text);
    if (!parsed.ok || parsed.value < 0) return unknown;
    weights.push(parsed.value);
  }
  if (weights.every((weight) => weight === 0)) return unknown;
  const [delivered = 0, shared = 0, supplier = 0] = apportion(WHOLE_PERMILLE, weights);
  return { delivered, shared, supplier };
}
