import type { SharingReason } from "@pumasi/market";

const TEXTS: Record<SharingReason, string> = {
  sharing_meter_repeated: "the meter stands twice in the slot",
  sharing_factor_invalid: "a participation factor is from 0 to 100 %",
  sharing_factor_repeated: "it has two participation factors",
  sharing_factor_meter_unknown: "it has a participation factor, but no row in the slots",
  sharing_key_invalid: "a key is from 0 to 100 %",
  sharing_key_repeated: "it is named twice",
  sharing_key_meter_unknown: "the keys name it, but it has no row in the slots",
  sharing_keys_above_whole: "the keys add up to more than 100 %",
  sharing_producer_above_whole: "what it gives to its consumers adds up to more than 100 %",
  sharing_consumer_above_whole: "what it gets of its producers adds up to more than 100 %",
  sharing_meter_missing: "it has no row in the slot",
  sharing_energy_invalid: "an energy is not below zero",
  sharing_energy_too_large: "the energies add up to more than can be counted (9,007,199,254 kWh)",
};

/** What has to change for energy to be shared, in words. */
export function sharingRefusalText(reason: SharingReason): string {
  return TEXTS[reason];
}
