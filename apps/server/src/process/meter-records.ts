import { type Database, tables } from "@pumasi/database";
import type { MeterRecord } from "@pumasi/market";
import { and, asc, eq, gt, inArray } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";

type ReadingRow = typeof tables.reading.$inferSelect;

/** What was recorded of every meter that may take part in a slot, the slot's own readings by meter, and those at its beginning. */
export async function meterRecords(
  tx: Database,
  state: CommunityState,
  slot: number,
): Promise<{
  records: MeterRecord[];
  readings: Map<number, ReadingRow>;
  baselines: Map<number, ReadingRow>;
}> {
  const { reading } = tables;
  const rows = await tx
    .select()
    .from(reading)
    .where(and(eq(reading.communityId, state.id), inArray(reading.slot, [slot - 1, slot])));
  const readings = new Map(rows.filter((row) => row.slot === slot).map((row) => [row.meter, row]));
  const baselines = new Map(
    rows.filter((row) => row.slot === slot - 1).map((row) => [row.meter, row]),
  );
  const records: MeterRecord[] = [];
  for (const { meter, account, untilSlot } of state.metersIn(slot)) {
    const own = readings.get(meter) ?? null;
    records.push({
      meter,
      account,
      untilSlot,
      baseline: baselines.get(meter) ?? null,
      reading: own,
      next: own === null ? await nextReading(tx, state, meter, slot) : null,
    });
  }
  return { records, readings, baselines };
}

/** The meter's first reading after a slot; only asked for where the slot's own is missing. */
async function nextReading(
  tx: Database,
  state: CommunityState,
  meter: number,
  slot: number,
): Promise<ReadingRow | null> {
  const newest = state.newestReadings.get(meter);
  if (newest === undefined || newest.slot <= slot) return null;
  const { reading } = tables;
  const [row] = await tx
    .select()
    .from(reading)
    .where(and(eq(reading.communityId, state.id), eq(reading.meter, meter), gt(reading.slot, slot)))
    .orderBy(asc(reading.slot))
    .limit(1);
  return row ?? null;
}
