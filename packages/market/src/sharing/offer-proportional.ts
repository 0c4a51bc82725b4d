import { type ApportionScratch, apportionInto, type Ukwh } from "@pumasi/quantities";

/**
 * Offers the generation by what each meter consumes: `share_i = G · C_i / ΣC`, in whole units by
 * largest remainder. A meter is allocated `min(share, consumption)`, so that all together get the
 * least of generation and consumption. Nothing is offered where nothing is consumed.
 *
 * Prescribed as: Austria's dynamic allocation ("dynamische Aufteilung", by measured consumption in
 * the quarter-hour); France's default where the organiser names no coefficients (code de l'énergie,
 * D. 315-6: pro rata to consumption, at most the quantity consumed); Brussels' and Wallonia's
 * "prorata" of consumption.
 *
 * Example: G = 6 kWh, consumption 2 and 10 kWh. Shares 1 and 5, all of it allocated. With G = 24
 * the shares are 4 and 20, allocated 2 and 10, and 12 kWh are surplus.
 */
export function offerProportional(
  generatedUkwh: Ukwh,
  drawnUkwh: Float64Array,
  sharesUkwh: Float64Array,
  scratch: ApportionScratch,
): void {
  apportionInto(generatedUkwh, drawnUkwh, sharesUkwh, scratch);
}
