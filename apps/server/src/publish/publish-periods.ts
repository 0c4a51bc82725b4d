import { type Database, tables } from "@pumasi/database";
import type { PublishedPeriod } from "@pumasi/protocol";
import { printAmount, printLedgerUnits } from "@pumasi/quantities";
import { asc, eq } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";

/** Every settlement period with its accounts' net amounts. */
export async function publishPeriods(
  database: Database,
  state: CommunityState,
): Promise<PublishedPeriod[]> {
  const { period, periodLine } = tables;
  const periods = await database
    .select()
    .from(period)
    .where(eq(period.communityId, state.id))
    .orderBy(asc(period.period));
  const lines = await database
    .select()
    .from(periodLine)
    .where(eq(periodLine.communityId, state.id))
    .orderBy(asc(periodLine.period), asc(periodLine.account));
  return periods.map((row) => ({
    period: row.period,
    day: row.day,
    fromSlot: row.fromSlot,
    untilSlot: row.untilSlot,
    stage: row.stage,
    secret: row.secret,
    lines: lines
      .filter((line) => line.period === row.period)
      .map((line) => ({
        account: line.account,
        carryIn: printAmount(line.carryIn),
        delta: printAmount(line.delta),
        ledgerDelta: printLedgerUnits(line.ledgerDelta),
        carryOut: printAmount(line.carryOut),
      })),
  }));
}
