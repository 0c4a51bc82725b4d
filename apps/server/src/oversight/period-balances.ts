import { type Database, tables } from "@pumasi/database";
import { AMOUNT_PER_LEDGER_UNIT } from "@pumasi/quantities";
import { sql } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { Difference } from "./month-balances.js";
import type { MonthSpan } from "./month-span.js";

/** Whole ledger units as exact amounts. */
const PER_UNIT = sql.raw(`${AMOUNT_PER_LEDGER_UNIT}`);

type Span = Pick<MonthSpan, "from" | "until">;
type Sums = { counted: number; sum: string; places: number };

/**
 * What the settlement periods that begin in a month come to: what accounts are due, what moves on the ledger and what is carried
 * on each sum to zero in every period; each line is rounded without loss; it is the sum of its account's slots; and it
 * carries in what was carried on before (packages/market, period.ts; process/pay-period.ts).
 */
export async function periodBalances(
  database: Database,
  state: CommunityState,
  span: Span,
): Promise<Difference[]> {
  const { line, periodLine } = tables;
  const of = (expression: string) => periodSums(database, state, span, expression);
  const own = sql`${periodLine.communityId} = ${state.id}`;
  const rounding = await sumsOf(
    database,
    sql`select carry_in + delta - ledger_delta * ${PER_UNIT} - carry_out as difference
      from ${periodLine} where ${own} and period in (${periodsIn(state, span)})`,
  );
  const lines = await sumsOf(
    database,
    sql`select coalesce(period_line.delta, 0) - coalesce(lines.total, 0) as difference
      from (select period, account, delta from ${periodLine}
        where ${own} and period in (${periodsIn(state, span)})) as period_line
      full join (
        select place.period, ${line.account} as account, sum(${line.total}) as total
        from ${line}
        join (${periodsIn(state, span, sql`period, from_slot, until_slot`)}) as place
          on ${line.slot} >= place.from_slot and ${line.slot} < place.until_slot
        where ${line.communityId} = ${state.id}
        group by 1, 2
      ) as lines on lines.period = period_line.period and lines.account = period_line.account`,
  );
  const chain = await sumsOf(
    database,
    sql`select period_line.carry_in - coalesce(before.carry_out, 0) as difference
      from ${periodLine}
      left join ${periodLine} as before on before.community_id = period_line.community_id
        and before.account = period_line.account and before.period = period_line.period - 1
      where ${own} and period_line.period in (${periodsIn(state, span)})`,
  );
  return [
    told("period_delta", await of("delta")),
    told("period_ledger", await of(`ledger_delta * ${AMOUNT_PER_LEDGER_UNIT}`)),
    told("period_carry", await of("carry_out")),
    told("period_rounding", rounding),
    told("period_lines", lines),
    told("carry_chain", chain),
  ];
}

/** Every paid slot is in one period and every slot of a period is paid in it; what is not is counted. */
export async function slotsInPeriods(
  database: Database,
  state: CommunityState,
  { from, until }: Span,
): Promise<Difference> {
  const { period, slot } = tables;
  const sums = await sumsOf(
    database,
    sql`select case when ${slot.stage} = 'paid' then
        abs(1 - (select count(*) from ${period} where ${period.communityId} = ${state.id}
          and ${period.fromSlot} <= ${slot.slot} and ${slot.slot} < ${period.untilSlot}))
        + (case when exists (select 1 from ${period} where ${period.communityId} = ${state.id}
          and ${period.period} = ${slot.period} and ${period.fromSlot} <= ${slot.slot}
          and ${slot.slot} < ${period.untilSlot}) then 0 else 1 end)
      else (select count(*) from ${period} where ${period.communityId} = ${state.id}
        and ${period.fromSlot} <= ${slot.slot} and ${slot.slot} < ${period.untilSlot}) end as difference
      from ${slot} where ${slot.communityId} = ${state.id} and ${slot.slot} >= ${from} and ${slot.slot} < ${until}
        and ${slot.stage} in ('metered', 'final', 'paid')`,
  );
  return { ...told("slots_in_periods", sums), value: BigInt(sums.places) };
}

/** All balances sum to what was paid in less what was paid out: nobody made or lost money. They are as of now. */
export async function accountBalances(
  database: Database,
  state: CommunityState,
): Promise<Difference> {
  const { account, payment } = tables;
  const result = await database.execute(sql`
    select (select coalesce(sum(${account.balance}), 0) from ${account}
        where ${account.communityId} = ${state.id})
      - (select coalesce(sum(case when ${payment.direction} = 'deposit' then ${payment.amount}
        else -${payment.amount} end), 0) from ${payment} where ${payment.communityId} = ${state.id}) as units,
      (select count(*)::int from ${account} where ${account.communityId} = ${state.id}) as counted`);
  const [row] = (result as unknown as { rows: { units: string; counted: number }[] }).rows;
  const value = BigInt(row?.units ?? 0) * AMOUNT_PER_LEDGER_UNIT;
  return {
    code: "account_balances",
    value,
    counted: row?.counted ?? 0,
    places: value === 0n ? 0 : 1,
  };
}

function told(code: Difference["code"], { counted, sum, places }: Sums): Difference {
  return { code, counted, places, value: BigInt(sum) };
}

/** The periods that begin in a span. */
function periodsIn(state: CommunityState, { from, until }: Span, columns = sql`period`) {
  const { period } = tables;
  return sql`select ${columns} from ${period} where ${period.communityId} = ${state.id}
    and ${period.fromSlot} >= ${from} and ${period.fromSlot} < ${until}`;
}

function periodSums(database: Database, state: CommunityState, span: Span, expression: string) {
  const { periodLine } = tables;
  return sumsOf(
    database,
    sql`select sum(${sql.raw(expression)}) as difference from ${periodLine}
      where ${periodLine.communityId} = ${state.id} and period in (${periodsIn(state, span)})
      group by period`,
  );
}

async function sumsOf(database: Database, rows: ReturnType<typeof sql>): Promise<Sums> {
  const result = await database.execute(sql`
    select count(*)::int as counted, coalesce(sum(difference), 0)::text as sum,
      (count(*) filter (where difference <> 0))::int as places
    from (${rows}) as differences`);
  const [row] = (result as unknown as { rows: Sums[] }).rows;
  return row ?? { counted: 0, sum: "0", places: 0 };
}
