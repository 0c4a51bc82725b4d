import { type Database, tables } from "@pumasi/database";
import type { HouseholdNeighbours } from "@pumasi/protocol";
import { printKwh } from "@pumasi/quantities";
import { and, eq, gte, lt, or, sql } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { SlotSpan } from "./energy-spans.js";

/**
 * With whom an account contracted energy in slots [from, until), by account, and what it took from and gave to what all
 * shared, which has no single neighbour. Neighbours stay pseudonymous: an account number, no name.
 */
export async function householdNeighbours(
  database: Database,
  state: CommunityState,
  account: number,
  { from, until }: SlotSpan,
): Promise<HouseholdNeighbours> {
  const { contract, line } = tables;
  const sum = (value: unknown) => sql<string>`coalesce(sum(${value}), 0)::text`;
  const other = sql<number>`case when ${contract.buyer} = ${account} then ${contract.seller} else ${contract.buyer} end`;
  const isBuyer = eq(contract.buyer, account);
  const rows = await database
    .select({
      account: other,
      bought: sum(sql`case when ${isBuyer} then ${contract.energyUkwh} else 0 end`),
      sold: sum(sql`case when ${isBuyer} then 0 else ${contract.energyUkwh} end`),
    })
    .from(contract)
    .where(
      and(
        eq(contract.communityId, state.id),
        gte(contract.slot, from),
        lt(contract.slot, until),
        or(isBuyer, eq(contract.seller, account)),
      ),
    )
    .groupBy(sql`1`)
    .orderBy(sql`1`);
  const [shared] = await database
    .select({ bought: sum(line.sharedBuyUkwh), sold: sum(line.sharedSellUkwh) })
    .from(line)
    .where(
      and(
        eq(line.communityId, state.id),
        eq(line.account, account),
        gte(line.slot, from),
        lt(line.slot, until),
      ),
    );
  return {
    ...{ from, until },
    neighbours: rows.map(({ account: neighbour, bought, sold }) => ({
      account: neighbour,
      name: null,
      bought: printKwh(BigInt(bought)),
      sold: printKwh(BigInt(sold)),
    })),
    sharedBought: printKwh(BigInt(shared?.bought ?? "0")),
    sharedSold: printKwh(BigInt(shared?.sold ?? "0")),
  };
}
