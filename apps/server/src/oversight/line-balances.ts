import { type Database, tables } from "@pumasi/database";
import { sql } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { Difference } from "./month-balances.js";
import type { MonthSpan } from "./month-span.js";

const MONEY = ["total", "trade", "sharing", "supplier", "fee"] as const;
const ENERGY = ["delivered", "shared"] as const;
const PARTS = ["line_parts", "imported_parts", "exported_parts"] as const;
const METERS = ["imported_meters", "exported_meters"] as const;

type Column =
  | (typeof MONEY)[number]
  | (typeof ENERGY)[number]
  | (typeof PARTS)[number]
  | (typeof METERS)[number];
type Row = { slots: number; lines: number } & Record<`${Column}_sum` | `${Column}_places`, string>;

/**
 * What the settlement lines of a month come to: in every slot each money column, what was delivered and what was shared sum to
 * zero over all accounts, the community's own included; in every line the total is its amounts, and the energy is its parts; the
 * lines' energy is the meters' (packages/market, settlement-line.ts). Sums are exact, made in the database.
 */
export async function lineBalances(
  database: Database,
  state: CommunityState,
  { from, until }: Pick<MonthSpan, "from" | "until">,
): Promise<Difference[]> {
  const { line, metered } = tables;
  const within = (table: typeof line | typeof metered) =>
    sql`${table.communityId} = ${state.id} and ${table.slot} >= ${from} and ${table.slot} < ${until}`;
  // A slot's own difference; a slot that only one of the tables has is all difference.
  const sums = [...MONEY, ...ENERGY, ...METERS].map((column) =>
    sql.raw(
      `coalesce(sum(${column}), 0)::text as ${column}_sum, count(*) filter (where ${column} <> 0)::text as ${column}_places`,
    ),
  );
  const parts = PARTS.map((column) =>
    sql.raw(
      `coalesce(sum(${column}), 0)::text as ${column}_sum, coalesce(sum(${column}_wrong), 0)::text as ${column}_places`,
    ),
  );
  const result = await database.execute(sql`
    with one as (
      select slot, total, trade_amount, sharing_amount, supplier_amount, fee_amount, imported_ukwh, exported_ukwh,
        delivered_buy_ukwh - delivered_sell_ukwh as delivered, shared_buy_ukwh - shared_sell_ukwh as shared,
        total - trade_amount - sharing_amount - supplier_amount - fee_amount as line_parts,
        imported_ukwh - delivered_buy_ukwh - shared_buy_ukwh - residual_import_ukwh as imported_parts,
        exported_ukwh - delivered_sell_ukwh - shared_sell_ukwh - residual_export_ukwh as exported_parts
      from ${line} where ${within(line)}
    ), lines as (
      select slot, count(*) as lines, sum(total) as total, sum(trade_amount) as trade, sum(sharing_amount) as sharing,
        sum(supplier_amount) as supplier, sum(fee_amount) as fee, sum(delivered) as delivered, sum(shared) as shared,
        sum(imported_ukwh) as imported, sum(exported_ukwh) as exported,
        sum(line_parts) as line_parts, count(*) filter (where line_parts <> 0) as line_parts_wrong,
        sum(imported_parts) as imported_parts, count(*) filter (where imported_parts <> 0) as imported_parts_wrong,
        sum(exported_parts) as exported_parts, count(*) filter (where exported_parts <> 0) as exported_parts_wrong
      from one group by slot
    ), meters as (
      select slot, sum(imported_ukwh) as imported, sum(exported_ukwh) as exported
      from ${metered} where ${within(metered)} group by slot
    ), slots as (
      select coalesce(lines.slot, meters.slot) as slot, coalesce(lines.lines, 0) as lines,
        total, trade, sharing, supplier, fee, delivered, shared,
        line_parts, line_parts_wrong, imported_parts, imported_parts_wrong, exported_parts, exported_parts_wrong,
        coalesce(meters.imported, 0) - coalesce(lines.imported, 0) as imported_meters,
        coalesce(meters.exported, 0) - coalesce(lines.exported, 0) as exported_meters
      from lines full join meters on meters.slot = lines.slot
    )
    select count(*)::int as slots, coalesce(sum(lines), 0)::int as lines, ${sql.join([...sums, ...parts], sql`, `)}
    from slots`);
  const [row] = (result as unknown as { rows: Row[] }).rows;
  if (row === undefined) return [];
  const difference = (code: Difference["code"], column: Column, counted: number): Difference => ({
    ...{ code, counted },
    value: BigInt(row[`${column}_sum`]),
    places: Number(row[`${column}_places`]),
  });
  return [
    ...MONEY.map((column) => difference(`lines_${column}`, column, row.slots)),
    difference("line_parts", "line_parts", row.lines),
    ...ENERGY.map((column) => difference(column, column, row.slots)),
    difference("imported_parts", "imported_parts", row.lines),
    difference("exported_parts", "exported_parts", row.lines),
    ...METERS.map((column) => difference(column, column, row.slots)),
  ];
}
