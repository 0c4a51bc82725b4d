import type { Ukwh } from "@pumasi/quantities";

/**
 * Offers the generation to one meter after the other: the first is offered all of it, each further
 * one what those before it left. A meter is allocated `min(share, consumption)`; a meter that is not
 * in the order is offered nothing. The same energy is offered to several until one consumes it, so
 * that the shares may add up to more than the generation.
 *
 * `order` has meters' indexes, each at most once.
 *
 * Prescribed as: Portugal's hierarchical sharing (regulation 815/2023; offered by the grid operator
 * E-REDES as a pilot), of which this is the case of one meter a level.
 *
 * Example: G = 10 kWh, the clinic first, then the flat, consumption 7 and 5 kWh. Shares 10 and 3;
 * allocated 7 and 3; the flat's residual is 2.
 */
export function offerByPriority(
  generatedUkwh: Ukwh,
  order: Int32Array,
  drawnUkwh: Float64Array,
  sharesUkwh: Float64Array,
): void {
  sharesUkwh.fill(0);
  let leftUkwh = generatedUkwh;
  for (let place = 0; place < order.length; place++) {
    const index = order[place] as number;
    sharesUkwh[index] = leftUkwh;
    leftUkwh -= Math.min(leftUkwh, drawnUkwh[index] as Ukwh);
  }
}
