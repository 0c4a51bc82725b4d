import type { HouseholdEnergy } from "@pumasi/protocol";
import { printKwh } from "@pumasi/quantities";
import { sql } from "drizzle-orm";

/** What a home told of itself behind the meter in a span's metered slots: exact sums in 10^-6 kWh. */
export interface HomeSums {
  /** Metered slots that it told of. */
  told: number;
  /** Of these, the slots in which it says it gave more to others than it had. */
  contradicting: number;
  generated: bigint;
  charged: bigint;
  discharged: bigint;
}

export const NOTHING_TOLD: HomeSums = {
  ...{ told: 0, contradicting: 0 },
  ...{ generated: 0n, charged: 0n, discharged: 0n },
};

/** The sums as columns, over `piece` (the account's lines) and `home` (its entries where there are any). */
export const HOME_COLUMNS = sql`count(home.slot)::int as told,
      count(*) filter (where home.generated_ukwh + home.discharged_ukwh - home.charged_ukwh < piece.exported)::int
        as contradicting,
      coalesce(sum(home.generated_ukwh), 0)::text as generated,
      coalesce(sum(home.charged_ukwh), 0)::text as charged,
      coalesce(sum(home.discharged_ukwh), 0)::text as discharged`;

export interface HomeColumns {
  told: number;
  contradicting: number;
  generated: string;
  charged: string;
  discharged: string;
}

export function homeSumsOf(row: HomeColumns): HomeSums {
  return {
    ...{ told: row.told, contradicting: row.contradicting },
    generated: BigInt(row.generated),
    charged: BigInt(row.charged),
    discharged: BigInt(row.discharged),
  };
}

export function addHome(one: HomeSums, other: HomeSums): HomeSums {
  return {
    told: one.told + other.told,
    contradicting: one.contradicting + other.contradicting,
    generated: one.generated + other.generated,
    charged: one.charged + other.charged,
    discharged: one.discharged + other.discharged,
  };
}

type HomeFigures = Pick<
  HouseholdEnergy,
  "generated" | "consumed" | "ownUse" | "charged" | "discharged"
>;

/**
 * The home's own energy in a span: generated + imported + discharged = consumed + exported + charged. All null where it did not tell of
 * every metered slot, and where it contradicts the meter: missing is never zero.
 */
export function describeHome(
  home: HomeSums,
  { metered, imported, exported }: { metered: number; imported: bigint; exported: bigint },
): HomeFigures {
  if (metered === 0 || home.told < metered || home.contradicting > 0) {
    return { generated: null, consumed: null, ownUse: null, charged: null, discharged: null };
  }
  const ownUse = home.generated + home.discharged - home.charged - exported;
  return {
    generated: printKwh(home.generated),
    consumed: printKwh(imported + ownUse),
    ownUse: printKwh(ownUse),
    charged: printKwh(home.charged),
    discharged: printKwh(home.discharged),
  };
}
