import { type Database, tables } from "@pumasi/database";
import type { MarketDay, MarketDaysAnswer, MarketSums } from "@pumasi/protocol";
import { localPeriodOf, type Price, printKwh, printPrice, slotStart } from "@pumasi/quantities";
import { sql } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { energySpans, type SlotSpan } from "../household/energy-spans.js";

/** Exact sums of a span's slots: energy in 10^-6 kWh, prices in 10^-6 currency/kWh. */
interface Sums {
  cleared: number;
  metered: number;
  priced: number;
  contracted: bigint;
  delivered: bigint;
  shared: bigint;
  imported: bigint;
  exported: bigint;
  /** Σ price × contracted energy, in 10^-12 currency. */
  value: bigint;
  lowest: Price | null;
  highest: Price | null;
}

const NOTHING: Sums = {
  ...{ cleared: 0, metered: 0, priced: 0, contracted: 0n, delivered: 0n, shared: 0n },
  ...{ imported: 0n, exported: 0n, value: 0n, lowest: null, highest: null },
};

/**
 * The market by local day over slots [from, until), as far as their gates are closed, and all of it in one sum. Sums are made in
 * the database, exactly, in one reading of the slots.
 */
export async function marketDays(
  database: Database,
  state: CommunityState,
  asked: SlotSpan,
): Promise<MarketDaysAnswer> {
  const until = Math.max(state.firstSlot, Math.min(asked.until, state.nextToClose));
  const span = { from: Math.min(Math.max(asked.from, state.firstSlot), until), until };
  const spans = energySpans(span, "day", state);
  const sums = await sumSpans(database, state, spans);
  return {
    days: spans.map((day, place) => describeDay(state, day, sums[place] ?? NOTHING)),
    sum: describe(state, span, sums.reduce(add, NOTHING)),
  };
}

function add(one: Sums, other: Sums): Sums {
  const sum = { ...one };
  for (const key of ["cleared", "metered", "priced"] as const) sum[key] += other[key];
  for (const key of ["contracted", "delivered", "shared"] as const) sum[key] += other[key];
  for (const key of ["imported", "exported", "value"] as const) sum[key] += other[key];
  const prices = (key: "lowest" | "highest") => [one[key], other[key]].filter((at) => at !== null);
  sum.lowest = sum.priced === 0 ? null : Math.min(...prices("lowest"));
  sum.highest = sum.priced === 0 ? null : Math.max(...prices("highest"));
  return sum;
}

function describeDay(state: CommunityState, span: SlotSpan, sums: Sums): MarketDay {
  const { slotSeconds, timeZone } = state;
  const start = slotStart(span.from, slotSeconds);
  const { day } = localPeriodOf(start, timeZone, slotSeconds, "day");
  return { day, ...describe(state, span, sums), tariffs: tariffsIn(state, span) };
}

function describe(state: CommunityState, { from, until }: SlotSpan, sums: Sums): MarketSums {
  const contracted = (ukwh: bigint) => (sums.cleared === 0 ? null : printKwh(ukwh));
  const metered = (ukwh: bigint) => (sums.metered === 0 ? null : printKwh(ukwh));
  const amongNeighbours = sums.delivered + sums.shared;
  const perKwh = (price: Price | null) => (price === null ? null : printPrice(price));
  return {
    ...{ from, until, slots: until - from },
    start: new Date(slotStart(from, state.slotSeconds)).toISOString(),
    end: new Date(slotStart(until, state.slotSeconds)).toISOString(),
    ...{ cleared: sums.cleared, metered: sums.metered, priced: sums.priced },
    contracted: contracted(sums.contracted),
    delivered: metered(sums.delivered),
    shared: metered(sums.shared),
    imported: metered(sums.imported),
    exported: metered(sums.exported),
    fromSupplier: metered(sums.imported - amongNeighbours),
    toSupplier: metered(sums.exported - amongNeighbours),
    averagePrice: perKwh(averagePrice(sums)),
    lowestPrice: perKwh(sums.lowest),
    highestPrice: perKwh(sums.highest),
  };
}

/** Toward minus infinity, as the midpoint of a clearing is. Only priced slots contract energy, each some. */
function averagePrice({ value, contracted, priced }: Sums): Price | null {
  if (priced === 0) return null;
  const whole = value / contracted;
  return Number(value % contracted < 0n ? whole - 1n : whole);
}

function tariffsIn(state: CommunityState, { from, until }: SlotSpan): MarketDay["tariffs"] {
  const starts = state.rules.map(({ fromSlot }) => fromSlot);
  const within = starts.filter((start) => start > from && start < until);
  return [...new Set([from, ...within])]
    .sort((one, other) => one - other)
    .map((fromSlot) => {
      const { retailPrice, feedInPrice } = state.rulesOf(fromSlot).tariff;
      return {
        fromSlot,
        retailPrice: printPrice(retailPrice),
        feedInPrice: printPrice(feedInPrice),
      };
    });
}

type SumsRow = Record<"place" | "cleared" | "metered" | "priced", number> &
  Record<"contracted" | "delivered" | "shared" | "imported" | "exported" | "value", string> &
  Record<"lowest" | "highest", string | null>;

async function sumSpans(
  database: Database,
  state: CommunityState,
  spans: readonly SlotSpan[],
): Promise<Sums[]> {
  const sums = spans.map(() => NOTHING);
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return sums;
  const { slot } = tables;
  const borders = sql`array[${sql.join(
    spans.map(({ from }) => sql`${from}::bigint`),
    sql`, `,
  )}]`;
  const energy = (column: unknown) => sql`coalesce(sum(${column}), 0)::text`;
  // What was metered before its market was undone waits to be counted again: it has no delivery then.
  const metered = sql`${slot.deliveredUkwh} is not null`;
  const meteredEnergy = (column: unknown) =>
    sql`coalesce(sum(${column}) filter (where ${metered}), 0)::text`;
  const result = await database.execute(sql`
    select width_bucket(${slot.slot}, ${borders})::int - 1 as place,
      count(${slot.contractedUkwh})::int as cleared,
      (count(*) filter (where ${metered}))::int as metered,
      count(${slot.price})::int as priced,
      ${energy(slot.contractedUkwh)} as contracted,
      ${energy(slot.deliveredUkwh)} as delivered, ${energy(slot.sharedUkwh)} as shared,
      ${meteredEnergy(slot.importedUkwh)} as imported, ${meteredEnergy(slot.exportedUkwh)} as exported,
      coalesce(sum(${slot.price}::numeric * ${slot.contractedUkwh}), 0)::text as value,
      min(${slot.price})::text as lowest, max(${slot.price})::text as highest
    from ${slot}
    where ${slot.communityId} = ${state.id} and ${slot.slot} >= ${first.from} and ${slot.slot} < ${last.until}
    group by 1`);
  for (const row of (result as unknown as { rows: SumsRow[] }).rows) {
    const { cleared, metered: counted, priced, lowest, highest } = row;
    sums[row.place] = {
      ...{ cleared, metered: counted, priced },
      contracted: BigInt(row.contracted),
      delivered: BigInt(row.delivered),
      shared: BigInt(row.shared),
      imported: BigInt(row.imported),
      exported: BigInt(row.exported),
      value: BigInt(row.value),
      lowest: lowest === null ? null : Number(lowest),
      highest: highest === null ? null : Number(highest),
    };
  }
  return sums;
}
