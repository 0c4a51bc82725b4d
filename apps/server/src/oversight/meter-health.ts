import { type Database, tables } from "@pumasi/database";
import type { MeterCondition, MeterHealth } from "@pumasi/protocol";
import { type Instant, type Slot, slotAt, slotEnd, slotStart } from "@pumasi/quantities";
import { and, count, eq, gte } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";

const DAY_MS = 86_400_000;

/** Worst first. */
const ORDER: readonly MeterCondition[] = [
  "silent",
  "not-enrolled",
  "substituted",
  "reporting",
  "ended",
];

/**
 * Every meter's condition at a market instant, worst first. A meter is silent when the deadline of a slot has passed by so much
 * (`lateAfter`, market ms) that its reading should be in and is not; one whose membership has ended is not silent. Names and
 * points of delivery are told only where `withNames` says so.
 */
export async function meterHealth(
  database: Database,
  state: CommunityState,
  { now, lateAfter, withNames }: { now: Instant; lateAfter: number; withNames: boolean },
): Promise<MeterHealth[]> {
  const { meter, member } = tables;
  const rows = await database
    .select({
      meter: meter.meter,
      account: meter.account,
      pod: meter.pod,
      fromSlot: meter.fromSlot,
      untilSlot: meter.untilSlot,
      name: member.name,
    })
    .from(meter)
    .leftJoin(
      member,
      and(eq(member.communityId, meter.communityId), eq(member.account, meter.account)),
    )
    .where(eq(meter.communityId, state.id));
  const substitutes = await recentSubstitutes(database, state, now);
  const due = newestDueSlot(state, now - lateAfter);
  const current = slotAt(now, state.slotSeconds);
  const found = rows.map((row) => {
    const newest = state.newestReadings.get(row.meter)?.slot ?? null;
    const substituted = substitutes.get(row.meter) ?? 0;
    const condition = conditionOf({ ...row, newest, substituted }, { due, current });
    const since =
      newest === null ? slotStart(row.fromSlot ?? 0, state.slotSeconds) : endOf(state, newest);
    return {
      ...{ meter: row.meter, account: row.account, condition, newest },
      name: withNames ? row.name : null,
      pod: withNames ? row.pod : null,
      silentSince: condition === "silent" ? new Date(since).toISOString() : null,
      substitutes: substituted,
    };
  });
  return found.sort(
    (a, b) => ORDER.indexOf(a.condition) - ORDER.indexOf(b.condition) || a.meter - b.meter,
  );
}

const endOf = (state: CommunityState, slot: Slot) => slotEnd(slot, state.slotSeconds);

/** The newest slot of which every reading was due before an instant; before the first: none. */
function newestDueSlot(state: CommunityState, instant: Instant): Slot {
  const current = Math.max(state.firstSlot, slotAt(instant, state.slotSeconds));
  const { meteringDeadlineSeconds } = state.rulesOf(current);
  const slot = slotAt(instant - meteringDeadlineSeconds * 1000, state.slotSeconds) - 1;
  return Math.min(slot, state.end - 1);
}

function conditionOf(
  meter: {
    fromSlot: Slot | null;
    untilSlot: Slot | null;
    newest: Slot | null;
    substituted: number;
  },
  { due, current }: { due: Slot; current: Slot },
): MeterCondition {
  const { fromSlot, untilSlot, newest, substituted } = meter;
  if (untilSlot !== null && untilSlot <= current) return "ended";
  if (fromSlot === null) return "not-enrolled";
  if (fromSlot <= due && (newest ?? fromSlot - 1) < due) return "silent";
  return substituted > 0 ? "substituted" : "reporting";
}

/** How many substitutes each meter got in the last day of market time. */
async function recentSubstitutes(
  database: Database,
  state: CommunityState,
  now: Instant,
): Promise<Map<number, number>> {
  const { metered } = tables;
  const rows = await database
    .select({ meter: metered.meter, substitutes: count() })
    .from(metered)
    .where(
      and(
        eq(metered.communityId, state.id),
        gte(metered.slot, slotAt(now - DAY_MS, state.slotSeconds)),
        eq(metered.quality, "substituted"),
      ),
    )
    .groupBy(metered.meter);
  return new Map(rows.map(({ meter, substitutes }) => [meter, substitutes]));
}
