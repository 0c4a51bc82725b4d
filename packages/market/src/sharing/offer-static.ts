import { type ApportionScratch, apportionInto, type Ukwh } from "@pumasi/quantities";

/**
 * Offers every meter its fixed key of the generation: `share_i = key_i · G`, in whole units by
 * largest remainder, what no key covers counting as one more holder, the last. A meter is allocated
 * `min(share, consumption)`; a share that is not used is the producers' surplus.
 *
 * `keysPpm` has a key for each meter and, last, what is left of 1,000,000; `offersUkwh` is of the
 * same length and takes the offers, the last of which is nobody's (all 10^-6 kWh).
 *
 * Prescribed as: Austria's static allocation ("statische Aufteilung", a quarter-hour's share not
 * consumed is surplus fed in); Spain's collective self-consumption (RD 244/2019, annex I, the
 * coefficients β); France's "clé statique" (code de l'énergie, D. 315-6, coefficients that the
 * organiser names); Portugal's fixed coefficients (regulation 815/2023, article 29); Flanders'
 * "vaste verdeelsleutel", and Brussels' and Wallonia's fixed keys in one round.
 *
 * Example: G = 10 kWh, keys 60 % and 30 %, consumption 4 and 5 kWh. Shares 6 and 3; allocated 4 and
 * 3; 2 kWh of the first share and the 1 kWh that nobody holds a key on are the producers' surplus.
 */
export function offerStatic(
  generatedUkwh: Ukwh,
  keysPpm: Float64Array,
  offersUkwh: Float64Array,
  scratch: ApportionScratch,
): void {
  apportionInto(generatedUkwh, keysPpm, offersUkwh, scratch);
}
