import { type Database, tables } from "@pumasi/database";
import { AFTER_MEMBERSHIP } from "@pumasi/market";
import type { EnergyStep, HouseholdEnergy, HouseholdEnergyAnswer } from "@pumasi/protocol";
import {
  type Amount,
  amountOf,
  type Instant,
  printAmount,
  printKwh,
  slotAt,
  slotStart,
} from "@pumasi/quantities";
import { sql } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { cutAt, energySpans, type SlotSpan } from "./energy-spans.js";
import {
  addHome,
  describeHome,
  HOME_COLUMNS,
  type HomeColumns,
  type HomeSums,
  homeSumsOf,
  NOTHING_TOLD,
} from "./home-sums.js";

/** Exact sums of a span: energy in 10^-6 kWh, money in 10^-12 currency, plus is what the household receives. */
interface Sums {
  metered: number;
  substituted: number;
  final: number;
  imported: bigint;
  exported: bigint;
  bought: bigint;
  sold: bigint;
  fromGrid: bigint;
  toGrid: bigint;
  total: Amount;
  costWithout: Amount;
  home: HomeSums;
}

const nothing = (): Sums => ({
  ...{ metered: 0, substituted: 0, final: 0, total: 0n, costWithout: 0n },
  ...{ imported: 0n, exported: 0n, bought: 0n, sold: 0n, fromGrid: 0n, toGrid: 0n },
  home: NOTHING_TOLD,
});

/**
 * An account's energy and money over slots [from, until), by slot, local day or local month, and the sum of all. Savings are
 * against the tariff that held in each slot. Slots count from the community's first until market time `now` (ms), or its membership's
 * end. Sums are made in the database, exactly; a slot that is not metered is in none of them. Of single slots only metered ones
 * are told.
 */
export async function householdEnergy(
  database: Database,
  state: CommunityState,
  account: number,
  asked: SlotSpan & { step: EnergyStep },
  now: Instant,
): Promise<HouseholdEnergyAnswer> {
  const over = Math.min(asked.until, endOf(state, account), slotAt(now, state.slotSeconds));
  const last = Math.max(state.firstSlot, over);
  const span = { from: Math.min(Math.max(asked.from, state.firstSlot), last), until: last };
  const spans = energySpans(span, asked.step, state);
  const sums = await sumSpans(database, state, account, spans);
  const rows = spans
    .map((one, place) => describe(state, one, sums[place] as Sums))
    .filter(({ metered }) => asked.step !== "slot" || metered > 0);
  const { from, until, step } = asked;
  const sum = describe(state, span, sums.reduce(add, nothing()));
  return { step, span: { from, until }, rows, sum };
}

/** Where the account's membership or the market ends; after a membership's end there is nothing to tell. */
function endOf(state: CommunityState, account: number): number {
  return Math.min(state.end, state.meterOf(account)?.untilSlot ?? state.end);
}

function add(one: Sums, other: Sums): Sums {
  const sum = { ...one };
  for (const key of ["metered", "substituted", "final"] as const) sum[key] += other[key];
  for (const key of ["imported", "exported", "bought", "sold"] as const) sum[key] += other[key];
  for (const key of ["fromGrid", "toGrid", "total", "costWithout"] as const) sum[key] += other[key];
  return { ...sum, home: addHome(one.home, other.home) };
}

function describe(state: CommunityState, { from, until }: SlotSpan, sums: Sums): HouseholdEnergy {
  return {
    ...{ from, until, slots: until - from },
    start: new Date(slotStart(from, state.slotSeconds)).toISOString(),
    end: new Date(slotStart(until, state.slotSeconds)).toISOString(),
    ...{ metered: sums.metered, substituted: sums.substituted, final: sums.final },
    imported: printKwh(sums.imported),
    exported: printKwh(sums.exported),
    boughtFromNeighbours: printKwh(sums.bought),
    soldToNeighbours: printKwh(sums.sold),
    fromGrid: printKwh(sums.fromGrid),
    toGrid: printKwh(sums.toGrid),
    paid: printAmount(-sums.total),
    paidWithout: printAmount(sums.costWithout),
    saved: printAmount(sums.costWithout + sums.total),
    ...describeHome(sums.home, sums),
  };
}

type SumsRow = { piece: number; metered: number; substituted: number; final: number } & Record<
  "imported" | "exported" | "bought" | "sold" | "from_grid" | "to_grid" | "total",
  string
> &
  HomeColumns;

/** The sums of each span, in one reading of the account's lines. */
async function sumSpans(
  database: Database,
  state: CommunityState,
  account: number,
  spans: readonly SlotSpan[],
): Promise<Sums[]> {
  const sums = spans.map(nothing);
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return sums;
  const pieces = cutAt(
    spans,
    state.rules.map(({ fromSlot }) => fromSlot),
  );
  const { homeEnergy, line, metered, slot } = tables;
  const meter = state.meterOf(account)?.meter ?? -1;
  const borders = sql`array[${sql.join(
    pieces.map(({ from }) => sql`${from}::bigint`),
    sql`, `,
  )}]`;
  const result = await database.execute(sql`
    with piece as (
      select width_bucket(${line.slot}, ${borders}) - 1 as piece, ${line}.*
      from ${line}
      where ${line.communityId} = ${state.id} and ${line.account} = ${account}
        and ${line.slot} >= ${first.from} and ${line.slot} < ${last.until}
    )
    select piece.piece::int as piece, count(*)::int as metered,
      count(*) filter (where exists (
        select 1 from ${metered} where ${metered.communityId} = ${state.id} and ${metered.slot} = piece.slot
          and ${metered.account} = ${account} and ${metered.quality} = 'substituted'
          and ${metered.rule} <> ${AFTER_MEMBERSHIP.rule}))::int as substituted,
      count(*) filter (where ${slot.stage} in ('final', 'paid'))::int as final,
      sum(imported)::text as imported, sum(exported)::text as exported,
      sum(bought)::text as bought, sum(sold)::text as sold,
      sum(from_grid)::text as from_grid, sum(to_grid)::text as to_grid, sum(total)::text as total, ${HOME_COLUMNS}
    from (
      select piece.piece, piece.slot, piece.imported_ukwh as imported, piece.exported_ukwh as exported,
        piece.delivered_buy_ukwh + piece.shared_buy_ukwh as bought,
        piece.delivered_sell_ukwh + piece.shared_sell_ukwh as sold,
        piece.residual_import_ukwh as from_grid, piece.residual_export_ukwh as to_grid, piece.total
      from piece
    ) as piece
    left join ${homeEnergy} as home on home.community_id = ${state.id} and home.slot = piece.slot and home.meter = ${meter}
    join ${slot} on ${slot.communityId} = ${state.id} and ${slot.slot} = piece.slot
    group by piece.piece`);
  for (const row of (result as unknown as { rows: SumsRow[] }).rows) {
    const piece = pieces[row.piece] as (typeof pieces)[number];
    const { tariff } = state.rulesOf(piece.from);
    const [imported, exported] = [BigInt(row.imported), BigInt(row.exported)];
    sums[piece.place] = add(sums[piece.place] as Sums, {
      ...{ metered: row.metered, substituted: row.substituted, final: row.final },
      ...{ imported, exported, bought: BigInt(row.bought), sold: BigInt(row.sold) },
      ...{ fromGrid: BigInt(row.from_grid), toGrid: BigInt(row.to_grid), total: BigInt(row.total) },
      home: homeSumsOf(row),
      costWithout:
        imported * amountOf(1, tariff.retailPrice) - exported * amountOf(1, tariff.feedInPrice),
    });
  }
  return sums;
}
