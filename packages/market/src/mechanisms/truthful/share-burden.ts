import { assert, type Ukwh } from "@pumasi/quantities";

/** What each order keeps (10^-6 kWh), and the burden: what each of them gave up. */
export interface SharedBurden {
  burdenUkwh: Ukwh;
  shares: Ukwh[];
}

/**
 * Rations orders with equal burden (Huang, Scheller-Wolf and Sycara 2002): each gives up the same
 * energy, whoever has less than that gives up all it has, and the others bear the rest. In whole
 * units, the burden is the least whole λ at which the sum of max(0, energy - λ) is within the total;
 * the units that are then left go, one each and by position, to the first orders whose energy is at
 * least λ. `totalUkwh` (10^-6 kWh) is at most what the orders have together.
 *
 * Example: 1, 4 and 6 kWh share 6 kWh of the 11: λ = 2 and they get 0, 2 and 4.
 */
export function shareBurden(energiesUkwh: readonly Ukwh[], totalUkwh: Ukwh): SharedBurden {
  const burdenUkwh = leastBurden(energiesUkwh, totalUkwh);
  if (burdenUkwh === 0) return { burdenUkwh, shares: [...energiesUkwh] };
  const shares = energiesUkwh.map((energyUkwh) => Math.max(0, energyUkwh - burdenUkwh));
  let left = shares.reduce((rest, share) => rest - share, totalUkwh);
  for (const [index, energyUkwh] of energiesUkwh.entries()) {
    if (left === 0) break;
    if (energyUkwh < burdenUkwh) continue;
    shares[index] = (shares[index] as Ukwh) + 1;
    left -= 1;
  }
  assert(left === 0, "every unit finds an order that has given it up");
  return { burdenUkwh, shares };
}

/** The least whole λ with Σ max(0, energy - λ) ≤ total, from the largest energy down. */
function leastBurden(energiesUkwh: readonly Ukwh[], totalUkwh: Ukwh): Ukwh {
  const descending = Float64Array.from(energiesUkwh).sort().reverse();
  let sumUkwh = 0;
  for (const [index, energyUkwh] of descending.entries()) {
    // With the orders so far keeping something, (their sum - total) / their number bears it.
    sumUkwh += energyUkwh;
    const next = descending[index + 1] ?? 0;
    const count = index + 1;
    const keptAtNext = sumUkwh - count * next;
    if (keptAtNext < totalUkwh) continue;
    return Math.max(0, Math.ceil((sumUkwh - totalUkwh) / count));
  }
  return 0;
}
