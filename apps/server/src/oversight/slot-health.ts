import { type Database, tables } from "@pumasi/database";
import { firstOpenSlot } from "@pumasi/market";
import { type SlotStage, type StageHealth, slotStage } from "@pumasi/protocol";
import {
  gateClosure,
  type Instant,
  localPeriodOf,
  type Slot,
  slotEnd,
  slotStart,
} from "@pumasi/quantities";
import { and, count, eq, inArray, min } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { FINALITY_MARGIN_MS } from "../process/trading-process.js";

type SlotRow = Pick<typeof tables.slot.$inferSelect, "slot" | "bookedAt" | "meteredAt" | "period">;

interface Stay {
  slots: number;
  oldest: Slot | null;
  since: Instant | null;
  due: Instant | null;
}

/** What a look at the slots tells: each stage, and a period that should have been paid. */
export interface SlotsHealth {
  stages: StageHealth[];
  /** A period all of whose slots have been final for so long that it should be paid; null: none. */
  latePeriod: { period: number; since: Instant } | null;
}

/**
 * How many slots are in each stage of their life, the oldest of each, when it is to leave, and whether it is later (market ms)
 * than that. Slots whose gate should have closed count as open until they are booked.
 */
export async function slotHealth(
  database: Database,
  state: CommunityState,
  now: Instant,
  lateAfter: number,
): Promise<SlotsHealth> {
  const { slot } = tables;
  const rows = await database
    .select({ stage: slot.stage, slots: count(), oldest: min(slot.slot) })
    .from(slot)
    .where(eq(slot.communityId, state.id))
    .groupBy(slot.stage);
  const lastOfPeriod = periodEnd(state) - 1;
  const known = await readSlots(database, state, [
    ...rows.flatMap(({ oldest }) => (oldest === null ? [] : [oldest])),
    lastOfPeriod,
  ]);
  const committed = await committedAt(database, state, known);
  const stays = new Map<SlotStage, Stay>([["open", openSlots(state, now)]]);
  for (const { stage, slots, oldest } of rows) {
    const row = oldest === null ? undefined : known.get(oldest);
    if (row !== undefined) stays.set(stage, { slots, ...stayOf(state, stage, row, committed) });
  }
  const nobody: Stay = { slots: 0, oldest: null, since: null, due: null };
  return {
    stages: slotStage.options.map((stage) => {
      const { slots, oldest, since, due } = stays.get(stage) ?? nobody;
      const isLate = due !== null && now > due + lateAfter;
      return { stage, slots, oldest, since: text(since), due: text(due), isLate };
    }),
    latePeriod: latePeriod(state, known.get(lastOfPeriod), now - lateAfter),
  };
}

const text = (instant: Instant | null) =>
  instant === null ? null : new Date(instant).toISOString();

function openSlots(state: CommunityState, now: Instant): Stay {
  const first = state.nextToClose;
  const { openSlots: ahead } = state.rulesOf(Math.max(first, state.firstSlot));
  const slots = Math.min(firstOpenSlot(now, state) + ahead, state.end) - first;
  if (slots <= 0) return { slots: 0, oldest: null, since: null, due: null };
  const due = gateClosure(first, state.slotSeconds, state.gateClosureSeconds);
  return { slots, oldest: first, since: null, due };
}

function stayOf(
  state: CommunityState,
  stage: SlotStage,
  row: SlotRow,
  committed: ReadonlyMap<number, Instant>,
): Omit<Stay, "slots"> {
  const { slot: oldest, bookedAt, meteredAt, period } = row;
  const finalAt = finalAtOf(state, meteredAt);
  if (stage === "metered") return { oldest, since: meteredAt, due: finalAt };
  if (stage === "final") return { oldest, since: finalAt, due: null };
  if (stage === "paid") return { oldest, since: committed.get(period ?? -1) ?? null, due: null };
  const { meteringDeadlineSeconds } = state.rulesOf(oldest);
  const due = slotEnd(oldest, state.slotSeconds) + meteringDeadlineSeconds * 1000;
  return { oldest, since: bookedAt, due };
}

function finalAtOf(state: CommunityState, meteredAt: Instant | null): Instant | null {
  if (meteredAt === null) return null;
  return meteredAt + state.challengeWindowSeconds * 1000 + FINALITY_MARGIN_MS;
}

/** The slot after the last one of the period that is paid next. */
function periodEnd({ periodFrom, slotSeconds, timeZone, settlementPeriod, end }: CommunityState) {
  const start = slotStart(periodFrom, slotSeconds);
  return Math.min(localPeriodOf(start, timeZone, slotSeconds, settlementPeriod).untilSlot, end);
}

function latePeriod(
  state: CommunityState,
  last: SlotRow | undefined,
  lateFrom: Instant,
): SlotsHealth["latePeriod"] {
  const until = periodEnd(state);
  const isWhole = state.periodFrom < until && state.nextToFinish >= until;
  const since = finalAtOf(state, last?.meteredAt ?? null);
  if (!isWhole || since === null || since > lateFrom) return null;
  return { period: state.nextPeriod, since };
}

async function readSlots(
  database: Database,
  state: CommunityState,
  slots: readonly Slot[],
): Promise<Map<Slot, SlotRow>> {
  const { slot, bookedAt, meteredAt, period, communityId } = tables.slot;
  const rows = await database
    .select({ slot, bookedAt, meteredAt, period })
    .from(tables.slot)
    .where(and(eq(communityId, state.id), inArray(slot, [...slots])));
  return new Map(rows.map((row) => [row.slot, row]));
}

async function committedAt(
  database: Database,
  state: CommunityState,
  slots: ReadonlyMap<Slot, SlotRow>,
): Promise<Map<number, Instant>> {
  const periods = [...slots.values()].flatMap(({ period }) => (period === null ? [] : [period]));
  if (periods.length === 0) return new Map();
  const { period } = tables;
  const rows = await database
    .select({ period: period.period, committedAt: period.committedAt })
    .from(period)
    .where(and(eq(period.communityId, state.id), inArray(period.period, periods)));
  return new Map(rows.map((row) => [row.period, row.committedAt]));
}
