import { z } from "zod";
import { addressHex, kwhText, meterIndex, signatureHex, slotNumber } from "./decimals.js";

/**
 * What a home says of itself in one slot, signed by its device: for the household's own screens only. It is settled by nothing,
 * proven by nothing and never published.
 */
export const homeEnergyInput = z.object({
  slot: slotNumber,
  meter: meterIndex,
  generated: kwhText.describe("what the home's own roof made, in kWh"),
  charged: kwhText.describe("what went into the home's battery, in kWh"),
  discharged: kwhText.describe("what came out of the home's battery, in kWh"),
  device: addressHex,
  signature: signatureHex,
});
export type HomeEnergyInput = z.infer<typeof homeEnergyInput>;

/** How many slots one request may tell of. */
export const MOST_HOME_ENERGY = 100;

export const homeEnergyRequest = z.object({
  entries: z.array(homeEnergyInput).min(1).max(MOST_HOME_ENERGY),
});

export const homeEnergyOutcome = z.discriminatedUnion("accepted", [
  z.object({ accepted: z.literal(true) }),
  z.object({
    accepted: z.literal(false),
    code: z.string().describe("one of the codes of refused readings"),
  }),
]);
export type HomeEnergyOutcome = z.infer<typeof homeEnergyOutcome>;

/** One outcome for each entry, in the request's order. One that is told again is accepted and changes nothing. */
export const homeEnergyResponse = z.object({ outcomes: z.array(homeEnergyOutcome) });
