import { z } from "zod";
import { instantText, kwhText, slotNumber } from "./decimals.js";

/** One value a slot, oldest first; null where the slot is not metered. */
const kwhSeries = z.array(kwhText.nullable());

/**
 * A household's energy slot by slot, as columns: what a year of quarter-hours needs to be read quickly. Slots
 * [from, from + length of each series).
 */
export const loadCurve = z.object({
  from: slotNumber,
  start: instantText.describe("when slot `from` begins"),
  slotSeconds: z.int(),
  boughtFromNeighbours: kwhSeries,
  fromGrid: kwhSeries,
  soldToNeighbours: kwhSeries,
  toGrid: kwhSeries,
});
export type LoadCurve = z.infer<typeof loadCurve>;
