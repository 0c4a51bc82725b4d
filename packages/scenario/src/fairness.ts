import { type Amount, floorDivide } from "@pumasi/quantities";

/** One, in the parts per million that both measures are given in. */
const WHOLE = 1_000_000n;

/**
 * The Gini coefficient of what members save, in parts per million, rounded down: 0 when all save the
 * same, toward 1 the more one has it all. G = Σᵢ Σⱼ |xᵢ − xⱼ| / (2 n Σ |xᵢ|); with the sizes in the
 * denominator, as Raffinetti, Siletti and Vernizzi proposed for values below zero (2015), it stays
 * between 0 and 1 when somebody loses, and is the usual one when nobody does. Null when nobody saves
 * or loses anything.
 */
export function giniPpm(savings: readonly Amount[]): number | null {
  const sorted = [...savings].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const count = BigInt(sorted.length);
  let [spread, sizes] = [0n, 0n];
  sorted.forEach((saving, index) => {
    // Half the double sum: with x sorted, Σᵢ (2i − n − 1) xᵢ for i from 1.
    spread += (2n * BigInt(index) + 1n - count) * saving;
    sizes += saving < 0n ? -saving : saving;
  });
  return sizes === 0n ? null : Number(floorDivide(spread * WHOLE, count * sizes));
}

/**
 * Jain's index of what members save, in parts per million, rounded down: 1 when all save the same, 1/n
 * when one has it all (Jain, Chiu and Hawe, DEC-TR-301, 1984). J = (Σ xᵢ)² / (n Σ xᵢ²). Null when nobody
 * saves or loses anything.
 */
export function jainPpm(savings: readonly Amount[]): number | null {
  let [sum, squares] = [0n, 0n];
  for (const saving of savings) {
    sum += saving;
    squares += saving * saving;
  }
  if (squares === 0n) return null;
  return Number(floorDivide(sum * sum * WHOLE, BigInt(savings.length) * squares));
}
