import { type CommunityHealth, meterCondition } from "@pumasi/protocol";
import { sql } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { RunningServer } from "../running-server.js";
import { healthFindings, readDuties } from "./health-findings.js";
import { lateAfterMs } from "./late-after.js";
import { ledgerHealth, queueHealth } from "./ledger-health.js";
import { meterHealth } from "./meter-health.js";
import { slotHealth } from "./slot-health.js";

/** More meters than these nobody looks through on a page. */
const MOST_METERS = 1000;

/** How a community's running is at this moment, and what is to be done about it. `withNames` tells households' names and PODs. */
export async function describeHealth(
  server: RunningServer,
  state: CommunityState,
  withNames: boolean,
): Promise<CommunityHealth> {
  const { database } = server.context.open;
  const now = server.context.now();
  const lateAfter = lateAfterMs(server.clock.state);
  const slots = await slotHealth(database, state, now, lateAfter);
  const meters = await meterHealth(database, state, { now, lateAfter, withNames });
  const { ledger, failure } = await ledgerHealth(server, state, now);
  const duties = await readDuties(database, state);
  const parts = {
    database: await databaseHealth(server),
    queue: await queueHealth(server, state),
  };
  const found = { ...{ now, lateAfter, slots, meters, ledger, failure, duties }, ...parts };
  const counts = Object.fromEntries(meterCondition.options.map((condition) => [condition, 0]));
  for (const { condition } of meters) counts[condition] = (counts[condition] ?? 0) + 1;
  return {
    now: new Date(now).toISOString(),
    slots: slots.stages,
    meters: {
      counts: counts as CommunityHealth["meters"]["counts"],
      list: meters.slice(0, MOST_METERS),
    },
    ledger,
    ...parts,
    openDemands: duties.demands.length,
    setbacks: duties.setbacks.length,
    findings: healthFindings(found),
  };
}

/** A question that costs the database nothing tells how long the way there and back is. */
async function databaseHealth({ context }: RunningServer): Promise<CommunityHealth["database"]> {
  const { database, description } = context.open;
  const start = performance.now();
  await database.execute(sql`select 1`);
  const roundTripMs = Math.round((performance.now() - start) * 100) / 100;
  const answer = await database.execute(
    sql`select pg_database_size(current_database())::text as bytes`,
  );
  const [row] = (answer as unknown as { rows: { bytes: string }[] }).rows;
  return {
    // Where it is on the disk is nobody's matter here.
    engine: description.split(" ")[0] ?? description,
    roundTripMs,
    sizeBytes: Number(row?.bytes ?? 0),
  };
}
