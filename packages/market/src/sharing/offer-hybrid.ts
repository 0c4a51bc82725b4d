import { type ApportionScratch, apportionInto, type Ukwh } from "@pumasi/quantities";
import { offerStatic } from "./offer-static.js";

/**
 * Offers every meter its fixed key as `offerStatic` does, and then, again, all that the first round
 * left (shares not used and what no key covers), pro rata to what each meter still lacks. A share is
 * the sum of both offers, so that allocated is `min(share, consumption)` here too; energy that is
 * offered twice stands in two shares, and the shares may add up to more than the generation. A part
 * that must not be shared at all is kept out by participation factors, not by keys below 100 %.
 *
 * `offersUkwh` takes the first round (one longer than the meters, see `offerStatic`);
 * `missingUkwh` is room for as many numbers as there are meters.
 *
 * Prescribed as: fixed keys of more than one round, as Brussels' grid operator Sibelga offers them
 * beside those of one round, with the further round by consumption. Communities elsewhere agree it
 * among themselves where a "dynamic" key that they name is allowed (France, code de l'énergie,
 * D. 315-6).
 *
 * Example: G = 10 kWh, keys 60 % and 30 %, consumption 4 and 5 kWh. Round one gives 4 and 3, and
 * leaves 3 kWh; only the second still lacks 2, and gets them. Shares 6 and 5; allocated 4 and 5.
 */
export function offerHybrid(
  generatedUkwh: Ukwh,
  keysPpm: Float64Array,
  drawnUkwh: Float64Array,
  sharesUkwh: Float64Array,
  offersUkwh: Float64Array,
  missingUkwh: Float64Array,
  scratch: ApportionScratch,
): void {
  offerStatic(generatedUkwh, keysPpm, offersUkwh, scratch);
  const { length } = sharesUkwh;
  let leftUkwh = generatedUkwh;
  let lackingUkwh = 0;
  for (let i = 0; i < length; i++) {
    const offerUkwh = offersUkwh[i] as Ukwh;
    const drawn = drawnUkwh[i] as Ukwh;
    leftUkwh -= Math.min(offerUkwh, drawn);
    const missing = Math.max(0, drawn - offerUkwh);
    missingUkwh[i] = missing;
    lackingUkwh += missing;
  }
  const againUkwh = Math.min(leftUkwh, lackingUkwh);
  apportionInto(againUkwh, missingUkwh, missingUkwh, scratch, length);
  for (let i = 0; i < length; i++) {
    sharesUkwh[i] = (offersUkwh[i] as Ukwh) + (missingUkwh[i] as Ukwh);
  }
}
