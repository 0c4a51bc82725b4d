import { setImmediate } from "node:timers/promises";
import { type Database, tables } from "@pumasi/database";
import type { AccountMonth } from "@pumasi/protocol";
import { type Slot, slotAt } from "@pumasi/quantities";
import { and, asc, eq, gte, lt, notInArray, or, sql } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { MonthSpan } from "./month-span.js";

/** A meter's part in the market: slots [fromSlot, untilSlot). */
interface MeterTerm {
  meter: number;
  account: number;
  fromSlot: Slot | null;
  untilSlot: Slot | null;
}

/**
 * For every member's account and local day, how many of its meters' slots are over, and of these how many are metered,
 * substituted, final and paid. After a membership has ended nothing is expected and nothing is counted.
 */
export async function monthCalendar(
  database: Database,
  state: CommunityState,
  span: MonthSpan,
  { now, withNames }: { now: number; withNames: boolean },
): Promise<AccountMonth[]> {
  const meters = await readMeters(database, state);
  const over = {
    from: state.firstSlot,
    until: Math.min(state.end, slotAt(now, state.slotSeconds)),
  };
  const months = new Map<number, AccountMonth>();
  for (const { name, ...meter } of meters) {
    const known =
      months.get(meter.account) ?? emptyMonth(meter.account, withNames ? name : null, span);
    months.set(meter.account, known);
    for (const [index, day] of span.days.entries()) {
      known.expected[index] = (known.expected[index] ?? 0) + slotsOf(meter, day, over);
    }
  }
  const ended = meters.filter(({ untilSlot }) => untilSlot !== null).map(({ meter }) => meter);
  const borders = { ...(await bordersOf(database, state)), ended };
  for (const [index, day] of span.days.entries()) {
    if (day.from >= over.until || day.until <= over.from) continue;
    for (const row of await countMetered(database, state, day, borders)) {
      const month = months.get(row.account);
      if (month === undefined) continue;
      for (const key of ["metered", "substituted", "final", "paid"] as const) {
        month[key][index] = row[key];
      }
    }
    await setImmediate();
  }
  return [...months.values()].sort((a, b) => a.account - b.account);
}

function emptyMonth(account: number, name: string | null, { days }: MonthSpan): AccountMonth {
  const none = () => days.map(() => 0);
  const [expected, metered, substituted, final, paid] = [none(), none(), none(), none(), none()];
  return { account, name, expected, metered, substituted, final, paid };
}

/** How many slots of a day are over in which the meter takes part. */
function slotsOf(
  { fromSlot, untilSlot }: MeterTerm,
  day: { from: Slot; until: Slot },
  over: { from: Slot; until: Slot },
): number {
  if (fromSlot === null) return 0;
  const from = Math.max(day.from, over.from, fromSlot);
  return Math.max(0, Math.min(day.until, over.until, untilSlot ?? over.until) - from);
}

async function readMeters(
  database: Database,
  state: CommunityState,
): Promise<(MeterTerm & { name: string | null })[]> {
  const { member, meter } = tables;
  return database
    .select({
      meter: meter.meter,
      account: meter.account,
      fromSlot: meter.fromSlot,
      untilSlot: meter.untilSlot,
      name: member.name,
    })
    .from(meter)
    .leftJoin(
      member,
      and(eq(member.communityId, meter.communityId), eq(member.account, meter.account)),
    )
    .where(eq(meter.communityId, state.id))
    .orderBy(asc(meter.meter));
}

type CountRow = { account: number } & Record<"metered" | "substituted" | "final" | "paid", number>;

/** The first slots that are not paid, and not final: everything before them is. */
async function bordersOf(database: Database, state: CommunityState) {
  const { slot } = tables;
  const [row] = await database
    .select({
      unpaid: sql<string | null>`min(${slot.slot}) filter (where ${slot.stage} <> 'paid')`,
      open: sql<
        string | null
      >`min(${slot.slot}) filter (where ${slot.stage} not in ('final', 'paid'))`,
    })
    .from(slot)
    .where(eq(slot.communityId, state.id));
  const border = (text: string | null | undefined) => Number(text ?? state.nextToClose);
  return { unpaid: border(row?.unpaid), open: border(row?.open) };
}

/** Counts a span's metered rows by account; a day at a time, so that nothing else waits long for the embedded database. */
async function countMetered(
  database: Database,
  state: CommunityState,
  { from, until }: { from: Slot; until: Slot },
  { unpaid, open, ended }: { unpaid: Slot; open: Slot; ended: readonly number[] },
): Promise<CountRow[]> {
  const { meter, metered } = tables;
  const isMember =
    ended.length === 0
      ? undefined
      : or(
          notInArray(metered.meter, [...ended]),
          sql`${metered.slot} < (select ${meter.untilSlot} from ${meter}
            where ${meter.communityId} = ${state.id} and ${meter.meter} = ${metered.meter})`,
        );
  return database
    .select({
      account: metered.account,
      metered: sql<number>`count(*)::int`,
      substituted: sql<number>`(count(*) filter (where ${metered.quality} = 'substituted'))::int`,
      final: sql<number>`(count(*) filter (where ${metered.slot} < ${open}))::int`,
      paid: sql<number>`(count(*) filter (where ${metered.slot} < ${unpaid}))::int`,
    })
    .from(metered)
    .where(
      and(
        eq(metered.communityId, state.id),
        gte(metered.slot, from),
        lt(metered.slot, until),
        isMember,
      ),
    )
    .groupBy(metered.account);
}
