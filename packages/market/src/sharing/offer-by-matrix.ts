import { type ApportionScratch, apportionInto, type Ukwh } from "@pumasi/quantities";

/** A producer's cells: for whom, how much (parts per million, the last what is nobody's), offered. */
export interface MatrixRow {
  producer: number;
  consumers: Int32Array;
  partsPpm: Float64Array;
  offersUkwh: Float64Array;
}

/** A consumer's cells: in which rows and where there, with room for the rows' offers. */
export interface MatrixColumn {
  consumer: number;
  rows: readonly MatrixRow[];
  places: Int32Array;
  offersUkwh: Float64Array;
}

/**
 * Offers each producer's energy to the consumers of its row: `share_gc = m_gc · gen_g`, in whole
 * units by largest remainder within the row, what the row leaves open counting as one more consumer,
 * the last. A consumer's share is the sum over its producers, and it is allocated
 * `min(share, consumption)`. `sellByMatrix` says what of it each producer sold.
 *
 * Prescribed as: France's "clé dynamique" by pair ("full dynamique": a coefficient for each producer
 * and consumer) and Portugal's dynamic sharing (coefficients by pair of installations; pilot of the
 * grid operator E-REDES).
 *
 * Example: producers of 6 and 4 kWh; the first for A and B by halves, half of the second for B;
 * consumption 5 and 4. Shares: A 3, B 3 + 2 = 5. Allocated: A 3, B 4, of which 4·3/5 = 2.4 and
 * 4·2/5 = 1.6 come from the two: sold are 3 + 2.4 and 1.6, surplus 0.6 and 2.4.
 */
export function offerByMatrix(
  rows: readonly MatrixRow[],
  fedUkwh: Float64Array,
  sharesUkwh: Float64Array,
  scratch: ApportionScratch,
): void {
  sharesUkwh.fill(0);
  for (const { producer, consumers, partsPpm, offersUkwh } of rows) {
    apportionInto(fedUkwh[producer] as Ukwh, partsPpm, offersUkwh, scratch);
    for (let place = 0; place < consumers.length; place++) {
      const consumer = consumers[place] as number;
      sharesUkwh[consumer] = (sharesUkwh[consumer] as Ukwh) + (offersUkwh[place] as Ukwh);
    }
  }
}

/**
 * Divides what each consumer was allocated among the producers that offered it energy, pro rata to
 * their offers (10^-6 kWh, largest remainder), and adds it up by producer. So nobody sells to a
 * consumer that its row does not name, and a producer never sells more than it offered.
 */
export function sellByMatrix(
  columns: readonly MatrixColumn[],
  allocatedUkwh: Float64Array,
  soldUkwh: Float64Array,
  scratch: ApportionScratch,
): void {
  soldUkwh.fill(0);
  for (const { consumer, rows, places, offersUkwh } of columns) {
    for (let i = 0; i < places.length; i++) {
      offersUkwh[i] = (rows[i] as MatrixRow).offersUkwh[places[i] as number] as Ukwh;
    }
    apportionInto(allocatedUkwh[consumer] as Ukwh, offersUkwh, offersUkwh, scratch);
    for (let i = 0; i < places.length; i++) {
      const { producer } = rows[i] as MatrixRow;
      soldUkwh[producer] = (soldUkwh[producer] as Ukwh) + (offersUkwh[i] as Ukwh);
    }
  }
}
