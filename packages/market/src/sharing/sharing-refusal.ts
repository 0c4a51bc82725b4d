import type { MeterId } from "./sharing-rule.js";

/** Why energy is not shared at all, in order of precedence: the rule first, then the readings. */
export const SHARING_REFUSALS = [
  "sharing_meter_repeated",
  "sharing_factor_invalid",
  "sharing_factor_repeated",
  "sharing_factor_meter_unknown",
  "sharing_key_invalid",
  "sharing_key_repeated",
  "sharing_key_meter_unknown",
  "sharing_keys_above_whole",
  "sharing_producer_above_whole",
  "sharing_consumer_above_whole",
  "sharing_meter_missing",
  "sharing_energy_invalid",
  "sharing_energy_too_large",
] as const;

export type SharingReason = (typeof SHARING_REFUSALS)[number];

/** A refusal, with the meter and the slot (its index) that it is about, where there is one. */
export interface SharingRefusal {
  ok: false;
  reason: SharingReason;
  meter?: MeterId;
  slot?: number;
}
