/** A meter in a slot as a plain object; energies in 10^-6 kWh. */
export interface PlainMeter {
  consumed: number;
  generated: number;
  share: number;
  allocated: number;
  residual: number;
  sold: number;
  surplus: number;
}

/** What each meter is offered of the slot's generation. */
export type PlainOffer = (generated: number, meters: readonly PlainMeter[]) => number[];

/** By fixed keys (parts per million). */
export function offerByKeys(keysPpm: readonly number[]): PlainOffer {
  const rest = 1_000_000 - sumOf(keysPpm);
  return (generated) => divide(generated, [...keysPpm, rest]).slice(0, -1);
}

/** By consumption. */
export const offerByConsumption: PlainOffer = (generated, meters) =>
  divide(
    generated,
    meters.map(({ consumed }) => consumed),
  );

/** By fixed keys, and what is left by what is missing. */
export function offerTwice(keysPpm: readonly number[]): PlainOffer {
  const offerFirst = offerByKeys(keysPpm);
  return (generated, meters) => {
    const first = offerFirst(generated, meters);
    const used = meters.map(({ consumed }, i) => Math.min(consumed, first[i] as number));
    const missing = meters.map(({ consumed }, i) => consumed - (used[i] as number));
    const again = divide(Math.min(generated - sumOf(used), sumOf(missing)), missing);
    return first.map((share, i) => share + (again[i] as number));
  };
}

/**
 * The plain way to share a slot exactly: objects, BigInt quotas, remainders by Array.sort. Gives the
 * same results as the market's own sharing, which it is measured against and checked with.
 */
export function shareByObjects(offer: PlainOffer, meters: readonly PlainMeter[]): void {
  const shares = offer(sumOf(meters.map(({ generated }) => generated)), meters);
  for (const [i, meter] of meters.entries()) {
    meter.share = shares[i] as number;
    meter.allocated = Math.min(meter.share, meter.consumed);
    meter.residual = meter.consumed - meter.allocated;
  }
  const sold = divide(
    sumOf(meters.map(({ allocated }) => allocated)),
    meters.map(({ generated }) => generated),
  );
  for (const [i, meter] of meters.entries()) {
    meter.sold = sold[i] as number;
    meter.surplus = meter.generated - meter.sold;
  }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Largest remainder, ties to the lower index. */
function divide(total: number, weights: readonly number[]): number[] {
  const sum = BigInt(sumOf(weights));
  if (sum === 0n) return weights.map(() => 0);
  const quotas = weights.map((weight, index) => {
    const scaled = BigInt(weight) * BigInt(total);
    return { index, share: Number(scaled / sum), remainder: scaled % sum };
  });
  const shares = quotas.map(({ share }) => share);
  const left = total - sumOf(shares);
  quotas.sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const { index } of quotas.slice(0, left)) shares[index] = (shares[index] as number) + 1;
  return shares;
}
