import { type Database, tables } from "@pumasi/database";
import type { LoadCurve } from "@pumasi/protocol";
import { type Instant, printKwh, slotAt, slotStart } from "@pumasi/quantities";
import { and, eq, gte, lt } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { SlotSpan } from "./energy-spans.js";

/**
 * An account's energy in each slot of [from, until) that the market had until `now` (ms); null for a slot that is not metered,
 * which is never zero.
 */
export async function loadCurve(
  database: Database,
  state: CommunityState,
  account: number,
  asked: SlotSpan,
  now: Instant,
): Promise<LoadCurve> {
  const over = Math.min(asked.until, state.end, slotAt(now, state.slotSeconds));
  const until = Math.max(state.firstSlot, over);
  const from = Math.min(Math.max(asked.from, state.firstSlot), until);
  const empty = () => Array<string | null>(until - from).fill(null);
  const curve = {
    ...{ boughtFromNeighbours: empty(), fromGrid: empty() },
    ...{ soldToNeighbours: empty(), toGrid: empty() },
  };
  const { line } = tables;
  const rows = await database
    .select({
      slot: line.slot,
      deliveredBuy: line.deliveredBuyUkwh,
      sharedBuy: line.sharedBuyUkwh,
      deliveredSell: line.deliveredSellUkwh,
      sharedSell: line.sharedSellUkwh,
      residualImport: line.residualImportUkwh,
      residualExport: line.residualExportUkwh,
    })
    .from(line)
    .where(
      and(
        eq(line.communityId, state.id),
        eq(line.account, account),
        gte(line.slot, from),
        lt(line.slot, until),
      ),
    );
  for (const row of rows) {
    const place = row.slot - from;
    curve.boughtFromNeighbours[place] = printKwh(row.deliveredBuy + row.sharedBuy);
    curve.fromGrid[place] = printKwh(row.residualImport);
    curve.soldToNeighbours[place] = printKwh(row.deliveredSell + row.sharedSell);
    curve.toGrid[place] = printKwh(row.residualExport);
  }
  const start = new Date(slotStart(from, state.slotSeconds)).toISOString();
  return { from, start, slotSeconds: state.slotSeconds, ...curve };
}
