import { assert, type Price } from "@pumasi/quantities";
import type { Side } from "../order.js";

/** The most bits a pass sorts by: 4,096 counters stay in the nearest cache. */
const WIDEST_DIGIT = 12;
const WORD = 2 ** 32;

/**
 * The sequences of one side by merit: bids from the highest limit down, asks from the lowest up, and
 * equal limits (10^-6 currency/kWh) in the order in which the sequences came. A radix sort over the
 * range of the limits (Knuth, The Art of Computer Programming 3, 5.2.5): linear in the orders, one
 * pass for a tick grid of up to 4,096 prices and four for any prices there are.
 */
export function inMeritOrder(
  sequences: Uint32Array,
  limits: Float64Array,
  side: Side,
): Uint32Array<ArrayBufferLike> {
  const count = sequences.length;
  if (count === 0) return sequences;
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < count; i++) {
    const limit = limits[sequences[i] as number] as Price;
    if (limit < lowest) lowest = limit;
    if (limit > highest) highest = limit;
  }
  const range = highest - lowest;
  assert(Number.isSafeInteger(range), "limits are whole and their range is safe");
  if (range === 0) return sequences;
  const keys = new Uint32Array(count);
  const best = side === "buy" ? highest : lowest;
  const sign = side === "buy" ? -1 : 1;
  for (let i = 0; i < count; i++) {
    keys[i] = sign * ((limits[sequences[i] as number] as Price) - best);
  }
  let sorted = sortByWord(sequences, keys, Math.min(range, WORD - 1));
  if (range < WORD) return sorted;
  for (let i = 0; i < count; i++) {
    keys[i] = (sign * ((limits[sorted[i] as number] as Price) - best)) / WORD;
  }
  sorted = sortByWord(sorted, keys, Math.floor(range / WORD));
  return sorted;
}

/** Sorts by 32-bit keys up to `largest`, lowest first; equal keys keep their order. */
function sortByWord(sequences: Uint32Array, keys: Uint32Array, largest: number): Uint32Array {
  const bits = 32 - Math.clz32(largest);
  const passes = Math.ceil(bits / WIDEST_DIGIT);
  const width = Math.ceil(bits / passes);
  let [from, fromKeys] = [sequences, keys];
  for (let pass = 0; pass < passes; pass++) {
    const to = new Uint32Array(sequences.length);
    const toKeys = pass === passes - 1 ? null : new Uint32Array(sequences.length);
    scatter(from, fromKeys, to, toKeys, pass * width, (1 << width) - 1);
    from = to;
    if (toKeys !== null) fromKeys = toKeys;
  }
  return from;
}

/** One stable pass by the digit at `shift`. */
function scatter(
  from: Uint32Array,
  fromKeys: Uint32Array,
  to: Uint32Array,
  toKeys: Uint32Array | null,
  shift: number,
  mask: number,
): void {
  const next = new Uint32Array(mask + 1);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const digit = ((fromKeys[i] as number) >>> shift) & mask;
    next[digit] = (next[digit] as number) + 1;
  }
  let start = 0;
  for (let digit = 0; digit <= mask; digit++) {
    const size = next[digit] as number;
    next[digit] = start;
    start += size;
  }
  for (let i = 0; i < count; i++) {
    const key = fromKeys[i] as number;
    const digit = (key >>> shift) & mask;
    const place = next[digit] as number;
    next[digit] = place + 1;
    to[place] = from[i] as number;
    if (toKeys !== null) toKeys[place] = key;
  }
}
