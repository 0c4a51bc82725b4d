import { z } from "zod";
import {
  accountIndex,
  amountText,
  instantText,
  kwhText,
  priceText,
  slotNumber,
} from "./decimals.js";

/** How finely a household's energy is told: by slot, or by local day or month of the community's time zone. */
export const energyStep = z.enum(["slot", "day", "month"]);
export type EnergyStep = z.infer<typeof energyStep>;

/** A span of the community's local calendar; each is told by the next finer step. */
export const energyPeriod = z.enum(["day", "month", "year"]);
export type EnergyPeriod = z.infer<typeof energyPeriod>;

/**
 * A household's energy and money in a span of slots [from, until). What was not metered yet is not in the sums: `metered` of
 * `slots` says how much of the span they cover, `substituted` how many of those rest on a substitute, `final` how many cannot
 * change any more. Positive money is what the household pays. What the home's
 * own device tells of behind the meter (`generated` to `discharged`) is unproven, and null unless it told it of every metered slot
 * of the span and none of it contradicts the meter.
 */
export const householdEnergy = z.object({
  from: slotNumber,
  until: slotNumber,
  start: instantText,
  end: instantText,
  slots: z.int().describe("slots of the span that the market has"),
  metered: z.int(),
  substituted: z.int(),
  final: z.int(),
  imported: kwhText.describe("from neighbours and from the grid"),
  exported: kwhText.describe("to neighbours and to the grid"),
  boughtFromNeighbours: kwhText,
  soldToNeighbours: kwhText,
  fromGrid: kwhText,
  toGrid: kwhText,
  paid: amountText,
  paidWithout: amountText.describe("what the tariff of each slot alone would have cost"),
  saved: amountText,
  generated: kwhText.nullable().describe("what the own roof made"),
  consumed: kwhText.nullable().describe("what the home used: imported and ownUse"),
  ownUse: kwhText
    .nullable()
    .describe("what the home used of its own: generated + discharged - charged - exported"),
  charged: kwhText.nullable().describe("into the own battery"),
  discharged: kwhText.nullable().describe("out of the own battery"),
});
export type HouseholdEnergy = z.infer<typeof householdEnergy>;

export const householdEnergyAnswer = z.object({
  step: energyStep,
  span: z
    .object({ from: slotNumber, until: slotNumber })
    .describe(
      "what was asked for, also where the market has nothing: the spans beside it begin and end here",
    ),
  rows: z.array(householdEnergy),
  sum: householdEnergy,
});
export type HouseholdEnergyAnswer = z.infer<typeof householdEnergyAnswer>;

/** What a household contracted with one other in a span, in kWh; and what all shared came to. */
export const householdNeighbours = z.object({
  from: slotNumber,
  until: slotNumber,
  neighbours: z.array(
    z.object({
      account: accountIndex,
      name: z
        .string()
        .nullable()
        .describe("told to the household itself where both agreed to tell theirs"),
      bought: kwhText.describe("contracted from this neighbour"),
      sold: kwhText.describe("contracted to this neighbour"),
    }),
  ),
  sharedBought: kwhText.describe("taken from what all shared"),
  sharedSold: kwhText.describe("given to what all shared"),
});
export type HouseholdNeighbours = z.infer<typeof householdNeighbours>;

/** What other limits would have changed, had they held in the newest slots that are metered. */
export const wishEffect = z.object({
  from: slotNumber,
  until: slotNumber,
  slots: z.int().describe("metered slots that were computed again"),
  buyBelow: priceText,
  sellAbove: priceText,
  paid: amountText.describe("what the household paid in these slots"),
  wouldHavePaid: amountText,
  wouldHaveSaved: amountText.describe(
    "paid less what it would have paid; negative: it would have cost more",
  ),
  traded: kwhText.describe("contracted then"),
  wouldHaveTraded: kwhText,
});
export type WishEffect = z.infer<typeof wishEffect>;
