import type { Ukwh } from "@pumasi/quantities";
import type { ClearingFault } from "./check-clearing.js";
import type { Order } from "./order.js";

/** An order at the marginal level and what its exact quota left over after whole units. */
interface Remainder {
  sequence: number;
  remainder: bigint;
}

/**
 * Checks that a price level's filled energy is shared pro rata to what its orders offered (10^-6
 * kWh), by largest remainder and then the lowest sequence, or names two orders that prove it is
 * not.
 *
 * One pass, without sorting and without the code that shares: each fill is its quota rounded down
 * or that plus one unit, and whoever got the unit has the better claim to it than whoever did not.
 * `level` is by ascending sequence, and its fills add up to `filledUkwh`.
 */
export function checkRation(
  level: readonly Order[],
  fills: readonly Ukwh[],
  filledUkwh: Ukwh,
  offeredUkwh: Ukwh,
): ClearingFault | null {
  if (filledUkwh === offeredUkwh) return null;
  const [filled, offered] = [BigInt(filledUkwh), BigInt(offeredUkwh)];
  let weakestGiven: Remainder | null = null;
  let strongestDenied: Remainder | null = null;
  for (const { sequence, energyUkwh } of level) {
    const scaled = BigInt(energyUkwh) * filled;
    const extra = BigInt(fills[sequence] as Ukwh) - scaled / offered;
    const claim = { sequence, remainder: scaled % offered };
    if (extra === 1n) {
      if (weakestGiven === null || hasBetterClaim(weakestGiven, claim)) weakestGiven = claim;
    } else if (extra === 0n) {
      if (strongestDenied === null || hasBetterClaim(claim, strongestDenied)) {
        strongestDenied = claim;
      }
    } else return { ok: false, reason: "clearing_ration_not_pro_rata", sequence };
  }
  if (weakestGiven === null || strongestDenied === null) return null;
  if (hasBetterClaim(weakestGiven, strongestDenied)) return null;
  return {
    ok: false,
    reason: "clearing_ration_not_pro_rata",
    sequence: weakestGiven.sequence,
    otherSequence: strongestDenied.sequence,
  };
}

function hasBetterClaim(one: Remainder, other: Remainder): boolean {
  if (one.remainder !== other.remainder) return one.remainder > other.remainder;
  return one.sequence < other.sequence;
}
