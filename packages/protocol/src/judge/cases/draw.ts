/** Draws a whole number from 0 to `most`, both included. */
export type Draw = (most: number) => number;

/** True once in `times`. */
export function once(draw: Draw, times: number): boolean {
  return draw(times - 1) === 0;
}

export function pick<T>(draw: Draw, from: readonly T[]): T {
  return from[draw(from.length - 1)] as T;
}

/** Draws that follow from a seed (T. Ettinger's mulberry32), for searches that are too long to shrink. */
export function seededDraw(seed: number): Draw {
  let state = seed | 0;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * (most + 1));
  };
}
