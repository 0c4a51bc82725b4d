import { type Database, tables } from "@pumasi/database";
import type { Amount } from "@pumasi/quantities";
import { and, eq, gte, inArray, sql } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";

/**
 * What accounts may still have to pay, in 10^-12 currency: the worst case of their orders in slots
 * that are not metered yet, and what metered slots that are not paid yet have left them owing.
 */
export async function exposuresOf(
  tx: Database,
  state: CommunityState,
  accounts: readonly number[],
): Promise<Map<number, Amount>> {
  const exposures = new Map<number, Amount>(accounts.map((account) => [account, 0n]));
  if (accounts.length === 0) return exposures;
  const { order, line } = tables;
  const ordered = await tx
    .select({ account: order.account, sum: sql<string>`sum(${order.exposure})::text` })
    .from(order)
    .where(
      and(
        eq(order.communityId, state.id),
        gte(order.slot, state.nextToMeter),
        inArray(order.account, [...accounts]),
      ),
    )
    .groupBy(order.account);
  for (const row of ordered) exposures.set(row.account, BigInt(row.sum));
  const unsettled = await tx
    .select({ account: line.account, sum: sql<string>`sum(${line.total})::text` })
    .from(line)
    .where(
      and(
        eq(line.communityId, state.id),
        gte(line.slot, state.periodFrom),
        inArray(line.account, [...accounts]),
      ),
    )
    .groupBy(line.account);
  for (const row of unsettled) {
    const total = BigInt(row.sum);
    if (total < 0n) exposures.set(row.account, (exposures.get(row.account) ?? 0n) - total);
  }
  return exposures;
}
