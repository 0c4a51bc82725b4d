/** A drawn point: instant (ms) and value; null where nothing was metered. */
export type CurvePoint = [instantMs: number, value: number | null];

export interface Curve {
  /** When value 0 begins (ms). */
  startMs: number;
  stepMs: number;
  /** One value a slot; null is missing, never zero. */
  values: readonly (number | null)[];
}

/**
 * The points that draw values [from, until) no wider than `buckets` times two: every value while they fit, otherwise the
 * least and the greatest of each bucket, in the order they came, so that no peak is lost. A bucket without any value is a gap.
 */
export function thinOut(
  { startMs, stepMs, values }: Curve,
  from: number,
  until: number,
  buckets: number,
): CurvePoint[] {
  const first = Math.max(0, from);
  const end = Math.min(values.length, until);
  const at = (index: number): CurvePoint => [startMs + index * stepMs, values[index] ?? null];
  const width = Math.ceil((end - first) / buckets);
  const points: CurvePoint[] = [];
  if (width <= 2) {
    for (let index = first; index < end; index++) points.push(at(index));
    return points;
  }
  for (let bucket = first; bucket < end; bucket += width) {
    const [least, greatest] = extremes(values, bucket, Math.min(end, bucket + width));
    points.push(at(Math.min(least, greatest)));
    if (least !== greatest) points.push(at(Math.max(least, greatest)));
  }
  return points;
}

/** Where the least and the greatest value of [from, until) stand; both `from` where there is none. */
function extremes(values: Curve["values"], from: number, until: number): [number, number] {
  let [least, greatest] = [from, from];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = from; index < until; index++) {
    const value = values[index];
    if (value === null || value === undefined) continue;
    if (value < low) [low, least] = [value, index];
    if (value > high) [high, greatest] = [value, index];
  }
  return [least, greatest];
}
