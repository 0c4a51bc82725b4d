import type { HouseholdEnergy } from "@pumasi/protocol";

/** A metered hour of a household for tests, with the fields that matter changed. */
export function energyOf(slot: number, changes: Partial<HouseholdEnergy> = {}): HouseholdEnergy {
  return {
    ...{ from: slot, until: slot + 1, slots: 1, metered: 1, substituted: 0, final: 1 },
    start: new Date(slot * 3_600_000).toISOString(),
    end: new Date((slot + 1) * 3_600_000).toISOString(),
    ...{ imported: "3", exported: "0.5", boughtFromNeighbours: "1.25", soldToNeighbours: "0.5" },
    ...{ fromGrid: "1.75", toGrid: "0", paid: "0.61", paidWithout: "0.86", saved: "0.25" },
    ...{ generated: null, consumed: null, ownUse: null, charged: null, discharged: null },
    ...changes,
  };
}
