import type { Price, Slot } from "@pumasi/quantities";
import type { Tariff } from "./tariff.js";

/**
 * The rules a community's market runs under from a slot on; append-only and effective-dated.
 *
 * Prices are in 10^-6 currency/kWh. `priceFloor` and `priceCap` bound the limits that are taken,
 * both included. `openSlots` says for how many slots orders are taken, counted from the first whose
 * gate is still open. `tariff` is the community's; an account may have its own beside it.
 */
export interface MarketRules {
  version: number;
  fromSlot: Slot;
  mechanism: "uniform-price";
  pricing: "midpoint";
  ties: "pro-rata";
  product: "forward-capped";
  sharing: "mid-market";
  priceFloor: Price;
  priceCap: Price;
  openSlots: number;
  meteringDeadlineSeconds: number;
  tariff: Tariff;
}

/**
 * The rules in force in a slot: those with the latest start at or before it and, where two versions
 * start together, the higher version, because it corrects the other. Null before any rules start.
 */
export function rulesAt(rules: readonly MarketRules[], slot: Slot): MarketRules | null {
  let inForce: MarketRules | null = null;
  for (const candidate of rules) {
    if (candidate.fromSlot > slot) continue;
    const supersedes =
      inForce === null ||
      candidate.fromSlot > inForce.fromSlot ||
      (candidate.fromSlot === inForce.fromSlot && candidate.version > inForce.version);
    if (supersedes) inForce = candidate;
  }
  return inForce;
}
