import { type Database, tables } from "@pumasi/database";
import {
  type CommunityHealth,
  FINDING_CODES,
  FINDINGS,
  type FindingCode,
  type HealthFinding,
  type MeterHealth,
  type StageHealth,
} from "@pumasi/protocol";
import type { Instant } from "@pumasi/quantities";
import { and, asc, eq, inArray } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { LedgerFacts } from "./ledger-health.js";
import type { SlotsHealth } from "./slot-health.js";

/** A database that answers slower than this (ms) is felt on every page. */
const SLOW_DATABASE_MS = 500;

/** More posts than these waiting at once mean that writing does not keep up. */
const LONG_QUEUE = 2_000;

/** Of several meters or slots, as many are named. */
const MOST_NAMED = 8;

/** Blocks come in bursts; more than these unread mean that the follower stands. */
const UNREAD_BLOCKS = 100;

export interface HealthFacts extends LedgerFacts {
  now: Instant;
  /** How long after its due instant something is late, market ms. */
  lateAfter: number;
  slots: SlotsHealth;
  meters: readonly MeterHealth[];
  database: CommunityHealth["database"];
  queue: CommunityHealth["queue"];
  duties: DutyFacts;
}

export interface DutyFacts {
  demands: (typeof tables.demand.$inferSelect)[];
  /** Those that are not history. */
  setbacks: (typeof tables.setback.$inferSelect)[];
}

/** Open demands, and setbacks of slots that are not paid and of periods that are not settled yet. */
export async function readDuties(database: Database, state: CommunityState): Promise<DutyFacts> {
  const { demand, setback } = tables;
  const demands = await database
    .select()
    .from(demand)
    .where(and(eq(demand.communityId, state.id), eq(demand.status, "open")))
    .orderBy(asc(demand.id));
  const setbacks = await database
    .select()
    .from(setback)
    .where(eq(setback.communityId, state.id))
    .orderBy(asc(setback.id));
  const { period } = tables;
  const settled = await database
    .select({ period: period.period })
    .from(period)
    .where(
      and(
        eq(period.communityId, state.id),
        eq(period.stage, "settled"),
        inArray(
          period.period,
          setbacks.map((row) => row.period ?? -1),
        ),
      ),
    );
  const isHistory = (row: DutyFacts["setbacks"][number]) =>
    row.slot === null
      ? settled.some((own) => own.period === row.period)
      : row.slot < state.periodFrom;
  return { demands, setbacks: setbacks.filter((row) => !isHistory(row)) };
}

type Values = HealthFinding["values"];

/** What is wrong, worst first, in the order of the codes. Pure. */
export function healthFindings(facts: HealthFacts): HealthFinding[] {
  const found = new Map<FindingCode, Values>([
    ...ledgerFindings(facts),
    ...dutyFindings(facts.duties),
    ...slotFindings(facts.slots),
    ...meterFindings(facts.meters),
    ...serverFindings(facts),
  ]);
  return FINDING_CODES.flatMap((code) => {
    const values = found.get(code);
    return values === undefined ? [] : [{ code, severity: FINDINGS[code], values }];
  });
}

function* ledgerFindings(facts: HealthFacts): Iterable<[FindingCode, Values]> {
  const { ledger, failure, now, lateAfter } = facts;
  if (!ledger.isUp) yield ["ledger_down", { waiting: ledger.waiting }];
  else if (ledger.problem !== null) yield ["ledger_refuses", { problem: ledger.problem }];
  if (failure !== null) yield ["action_failed", { count: ledger.failedOpen, ...failure }];
  const { oldestWaiting } = ledger;
  if (ledger.isUp && oldestWaiting !== null && Date.parse(oldestWaiting) < now - lateAfter) {
    yield ["ledger_behind", { count: ledger.waiting, since: oldestWaiting }];
  }
  const { unreadBlocks } = facts.queue;
  if (ledger.isUp && unreadBlocks > UNREAD_BLOCKS) {
    yield ["ledger_unread", { count: unreadBlocks }];
  }
}

function* dutyFindings({ demands, setbacks }: DutyFacts): Iterable<[FindingCode, Values]> {
  const stuck = demands.find(({ problem }) => problem !== null);
  if (stuck !== undefined) {
    const { id, kind, slot, problem } = stuck;
    yield ["demand_unanswerable", { demand: id, kind, slot, problem: problem ?? "" }];
  }
  const open = demands.filter(({ problem }) => problem === null);
  if (open.length > 0) yield ["demand_open", { count: open.length }];
  const voided = setbacks.find(({ slot }) => slot === null);
  if (voided !== undefined) yield ["period_voided", { period: voided.period ?? 0 }];
  const codes = {
    left: "setback_left",
    waiting: "setback_waiting",
    recommitted: "setback_recorded",
  } as const;
  for (const outcome of ["left", "waiting", "recommitted"] as const) {
    const slots = setbacks.flatMap((row) =>
      row.slot !== null && row.outcome === outcome ? [row.slot] : [],
    );
    if (slots.length > 0) yield [codes[outcome], { count: slots.length, slots: named(slots) }];
  }
}

function* slotFindings({ stages, latePeriod }: SlotsHealth): Iterable<[FindingCode, Values]> {
  const late = (stage: StageHealth["stage"]) =>
    stages.find((row) => row.stage === stage && row.isLate);
  const codes = {
    open: "slot_closed_late",
    booked: "slot_metered_late",
    cleared: "slot_metered_late",
    metered: "slot_final_late",
  } as const;
  for (const stage of ["open", "booked", "cleared", "metered"] as const) {
    const { oldest = null, due = null } = late(stage) ?? {};
    if (oldest !== null && due !== null) yield [codes[stage], { slot: oldest, since: due }];
  }
  if (latePeriod !== null) {
    const since = new Date(latePeriod.since).toISOString();
    yield ["period_late", { period: latePeriod.period, since }];
  }
}

function* meterFindings(meters: readonly MeterHealth[]): Iterable<[FindingCode, Values]> {
  const of = (condition: MeterHealth["condition"]) =>
    meters.filter((meter) => meter.condition === condition);
  const told = (some: readonly MeterHealth[]) => ({
    count: some.length,
    meters: named(some.map(({ meter }) => meter)),
  });
  const silent = of("silent");
  if (silent.length > 0) {
    const since = silent.map(({ silentSince }) => silentSince ?? "").sort()[0] ?? "";
    yield ["meter_silent", { ...told(silent), since }];
  }
  const substituted = of("substituted");
  if (substituted.length > 0) {
    const readings = substituted.reduce((sum, { substitutes }) => sum + substitutes, 0);
    yield ["meter_substituted", { ...told(substituted), readings }];
  }
  const absent = of("not-enrolled");
  if (absent.length > 0) yield ["meter_not_enrolled", told(absent)];
}

function* serverFindings({ database, queue }: HealthFacts): Iterable<[FindingCode, Values]> {
  const ms = Math.round(database.roundTripMs);
  if (ms > SLOW_DATABASE_MS) yield ["database_slow", { ms }];
  const posts = queue.orders + queue.readings;
  if (posts > LONG_QUEUE) yield ["queue_long", { count: posts }];
}

function named(numbers: readonly number[]): string {
  const shown = numbers.slice(0, MOST_NAMED).join(", ");
  return numbers.length > MOST_NAMED ? `${shown}, …` : shown;
}
