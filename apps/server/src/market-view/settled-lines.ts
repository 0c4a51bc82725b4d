import { type Database, tables } from "@pumasi/database";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { OutcomeLine } from "./market-outcome.js";

/** What slots came to as they were settled, summed by account. */
export async function readSettledLines(
  database: Database,
  state: CommunityState,
  slots: readonly number[],
): Promise<OutcomeLine[]> {
  if (slots.length === 0) return [];
  const { line } = tables;
  const sum = (column: unknown) => sql<string>`sum(${column})::text`.mapWith(BigInt);
  return database
    .select({
      account: line.account,
      importedUkwh: sum(line.importedUkwh),
      exportedUkwh: sum(line.exportedUkwh),
      contractedBuyUkwh: sum(line.contractedBuyUkwh),
      deliveredBuyUkwh: sum(line.deliveredBuyUkwh),
      sharedBuyUkwh: sum(line.sharedBuyUkwh),
      residualImportUkwh: sum(line.residualImportUkwh),
      residualExportUkwh: sum(line.residualExportUkwh),
      feeAmount: sum(line.feeAmount),
      total: sum(line.total),
    })
    .from(line)
    .where(and(eq(line.communityId, state.id), inArray(line.slot, [...slots])))
    .groupBy(line.account);
}
