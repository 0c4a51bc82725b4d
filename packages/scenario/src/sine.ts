/**
 * Sines that any machine repeats to the last bit: the language leaves the last digits of Math.sin to
 * the machine, so this uses additions and products alone.
 */

const FULL_TURN = 2 * Math.PI;

/** The sine of a part of a full turn (0.25 is 90 degrees), to 4 × 10^-6: Taylor's to the ninth power. */
export function sineOfTurn(turns: number): number {
  const part = turns - Math.floor(turns);
  // Folded to a quarter turn either way, where the series is good.
  const folded = part < 0.25 ? part : part < 0.75 ? 0.5 - part : part - 1;
  const x = folded * FULL_TURN;
  const square = x * x;
  return x * (1 - (square / 6) * (1 - (square / 20) * (1 - (square / 42) * (1 - square / 72))));
}

/** The cosine of a part of a full turn. */
export function cosineOfTurn(turns: number): number {
  return sineOfTurn(turns + 0.25);
}
