import { type Database, tables } from "@pumasi/database";
import { FIRST_MEMBER_ACCOUNT } from "@pumasi/market";
import type { CommunityTotals } from "@pumasi/protocol";
import { type Amount, amountOf, printAmount, printKwh } from "@pumasi/quantities";
import { and, eq, gte, lt, sql } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";

/**
 * Members' energy by origin over metered slots [from, until), and what they paid against what the
 * grid tariff of each slot alone would have cost them. Exact sums, computed in the database.
 */
export async function sumTotals(
  database: Database,
  state: CommunityState,
  from = state.firstSlot,
  until = state.end,
): Promise<CommunityTotals> {
  const sums = { imported: 0n, exported: 0n, delivered: 0n, shared: 0n, fromGrid: 0n, toGrid: 0n };
  let slots = 0;
  let costWith: Amount = 0n;
  let costWithout: Amount = 0n;
  for (const [index, rules] of state.rules.entries()) {
    const next = state.rules[index + 1]?.fromSlot ?? Number.MAX_SAFE_INTEGER;
    const span = { from: Math.max(from, rules.fromSlot), until: Math.min(until, next) };
    if (span.from >= span.until) continue;
    const part = await sumLines(database, state, span.from, span.until);
    slots += part.slots;
    for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += part.energy[key];
    costWith -= part.total;
    costWithout +=
      part.energy.imported * amountOf(1, rules.tariff.retailPrice) -
      part.energy.exported * amountOf(1, rules.tariff.feedInPrice);
  }
  return {
    slots,
    imported: printKwh(sums.imported),
    exported: printKwh(sums.exported),
    delivered: printKwh(sums.delivered),
    shared: printKwh(sums.shared),
    suppliedImport: printKwh(sums.fromGrid),
    suppliedExport: printKwh(sums.toGrid),
    costWithout: printAmount(costWithout),
    costWith: printAmount(costWith),
    saved: printAmount(costWithout - costWith),
  };
}

async function sumLines(database: Database, state: CommunityState, from: number, until: number) {
  const { line } = tables;
  const sum = (column: unknown) => sql<string>`coalesce(sum(${column}), 0)::text`;
  const [row] = await database
    .select({
      slots: sql<number>`count(distinct ${line.slot})::int`,
      imported: sum(line.importedUkwh),
      exported: sum(line.exportedUkwh),
      delivered: sum(line.deliveredBuyUkwh),
      shared: sum(line.sharedBuyUkwh),
      fromGrid: sum(line.residualImportUkwh),
      toGrid: sum(line.residualExportUkwh),
      total: sum(line.total),
    })
    .from(line)
    .where(
      and(
        eq(line.communityId, state.id),
        gte(line.slot, from),
        lt(line.slot, until),
        gte(line.account, FIRST_MEMBER_ACCOUNT),
      ),
    );
  const big = (text: string | undefined) => BigInt(text ?? "0");
  return {
    slots: row?.slots ?? 0,
    total: big(row?.total),
    energy: {
      imported: big(row?.imported),
      exported: big(row?.exported),
      delivered: big(row?.delivered),
      shared: big(row?.shared),
      fromGrid: big(row?.fromGrid),
      toGrid: big(row?.toGrid),
    },
  };
}
