import { tables } from "@pumasi/database";
import type { ServerStatus } from "@pumasi/protocol";
import { count, eq, sum } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { dutyWarnings } from "../duties/duty-warnings.js";
import type { RunningServer } from "../running-server.js";
import { SERVER_VERSION } from "../version.js";
import { describeLedger } from "./describe-ledger.js";

/** The server's health in one page; each warning says what to do. */
export async function describeServer(
  server: RunningServer,
  ledgerRpcUrl: string,
): Promise<ServerStatus> {
  const ledger = await describeLedger(server, ledgerRpcUrl);
  const communities = [];
  for (const state of server.context.communities.values()) {
    communities.push(await describeProgress(server, state));
  }
  return {
    version: SERVER_VERSION,
    startedAt: server.startedAt,
    database: server.context.open.description,
    clock: server.clock.state,
    ledger,
    communities,
  };
}

async function describeProgress(server: RunningServer, state: CommunityState) {
  const { database } = server.context.open;
  const { order, period, reading, refusal, slot } = tables;
  const stages = await database
    .select({ stage: slot.stage, slots: count(), substitutes: sum(slot.substitutes) })
    .from(slot)
    .where(eq(slot.communityId, state.id))
    .groupBy(slot.stage);
  const number = async (table: typeof order | typeof reading) => {
    const [row] = await database
      .select({ rows: count() })
      .from(table)
      .where(eq(table.communityId, state.id));
    return row?.rows ?? 0;
  };
  const [refused] = await database
    .select({ refusals: sum(refusal.count) })
    .from(refusal)
    .where(eq(refusal.communityId, state.id));
  const periods = await database
    .select({ stage: period.stage, periods: count() })
    .from(period)
    .where(eq(period.communityId, state.id))
    .groupBy(period.stage);
  const substitutes = stages.reduce((total, row) => total + Number(row.substitutes ?? 0), 0);
  return {
    slug: state.slug,
    members: [...state.meters.values()].filter(({ untilSlot }) => isMember(state, untilSlot))
      .length,
    devices: state.activeDevices().length,
    slotsByStage: Object.fromEntries(stages.map((row) => [row.stage, row.slots])),
    orders: await number(order),
    readings: await number(reading),
    refusals: Number(refused?.refusals ?? 0),
    substitutes,
    periodsSettled: periods.find(({ stage }) => stage === "settled")?.periods ?? 0,
    warnings: [...warningsOf(server, state), ...(await dutyWarnings(database, state))],
  };
}

/** Whether a membership with this end holds in the next slot whose book will close. */
function isMember(state: CommunityState, untilSlot: number | null): boolean {
  return untilSlot === null || untilSlot > state.nextToClose;
}

function warningsOf(server: RunningServer, state: CommunityState): string[] {
  const warnings: string[] = [];
  const silent = [...state.meters.values()].filter(
    ({ fromSlot, untilSlot }) => fromSlot === null && untilSlot === null,
  );
  if (silent.length > 0) {
    warnings.push(
      `${silent.length} meters have no gateway yet. Give each household its one-time code.`,
    );
  }
  const last = state.nextToMeter - 1;
  const quiet = state
    .metersReadIn(last)
    .filter(({ meter }) => (state.newestReadings.get(meter)?.slot ?? -1) < last);
  if (quiet.length > 0) {
    const names = quiet.map(({ meter }) => meter).join(", ");
    warnings.push(`Meters ${names} are silent and substituted. Look at their gateways.`);
  }
  if (server.ledger.rpcUrl === null) {
    warnings.push("The ledger is down; work is kept and sent when it is back.");
  }
  const { problem } = server.ledger;
  if (problem !== null) warnings.push(`The ledger does not take work, which is kept: ${problem}`);
  return warnings;
}
