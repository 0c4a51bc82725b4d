import { type Database, tables } from "@pumasi/database";
import { type PublishedLine, type PublishedSlot, publishOrder } from "@pumasi/protocol";
import { printAmount, printKwh, printPrice } from "@pumasi/quantities";
import { and, asc, eq, gte, lt } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { publishReading, publishUnused } from "./publish-reading.js";

type LineRow = typeof tables.line.$inferSelect;
type ReadingRow = typeof tables.reading.$inferSelect;

type SlotTable =
  | typeof tables.contract
  | typeof tables.line
  | typeof tables.metered
  | typeof tables.order
  | typeof tables.reading
  | typeof tables.slot;

/** Everything about the slots [from, until) that an auditor needs, and the server's own results to compare. */
export async function publishSlots(
  database: Database,
  state: CommunityState,
  from: number,
  until: number,
): Promise<PublishedSlot[]> {
  const { contract, line, metered, order, reading, slot } = tables;
  const within = (table: SlotTable, first = from) =>
    and(eq(table.communityId, state.id), gte(table.slot, first), lt(table.slot, until));
  const slots = await database.select().from(slot).where(within(slot)).orderBy(asc(slot.slot));
  const orders = await database
    .select()
    .from(order)
    .where(within(order))
    .orderBy(asc(order.slot), asc(order.sequence));
  const trades = await database
    .select()
    .from(contract)
    .where(within(contract))
    .orderBy(asc(contract.slot), asc(contract.index));
  // One slot more before, for the readings from which new meters begin.
  const meters = await database
    .select()
    .from(metered)
    .where(within(metered, from - 1))
    .orderBy(asc(metered.slot), asc(metered.meter));
  const readings = await database
    .select()
    .from(reading)
    .where(within(reading, from - 1))
    .orderBy(asc(reading.meter));
  const lines = await database
    .select()
    .from(line)
    .where(within(line))
    .orderBy(asc(line.slot), asc(line.account));
  const of = <Row extends { slot: number }>(rows: readonly Row[]) => {
    const groups = new Map<number, Row[]>();
    for (const row of rows) {
      const group = groups.get(row.slot);
      if (group === undefined) groups.set(row.slot, [row]);
      else group.push(row);
    }
    return (number: number) => groups.get(number) ?? [];
  };
  const parts = {
    ordersOf: of(orders),
    tradesOf: of(trades),
    metersOf: of(meters),
    readingsOf: of(readings),
    linesOf: of(lines),
  };
  return slots.map((row) => publishSlot(row, parts));
}

interface Parts {
  ordersOf(slot: number): (typeof tables.order.$inferSelect)[];
  tradesOf(slot: number): (typeof tables.contract.$inferSelect)[];
  metersOf(slot: number): (typeof tables.metered.$inferSelect)[];
  readingsOf(slot: number): ReadingRow[];
  linesOf(slot: number): LineRow[];
}

function publishSlot(row: typeof tables.slot.$inferSelect, parts: Parts): PublishedSlot {
  const isMetered = row.meteringHeader !== null;
  const meters = parts.metersOf(row.slot);
  const readings = new Map(parts.readingsOf(row.slot).map((own) => [own.meter, own]));
  const used = new Set(
    meters.filter(({ quality }) => quality !== "substituted").map(({ meter }) => meter),
  );
  const before = new Set(parts.metersOf(row.slot - 1).map(({ meter }) => meter));
  return {
    slot: row.slot,
    stage: row.stage,
    secret: row.secret,
    rulesVersion: row.rulesVersion,
    orders: parts.ordersOf(row.slot).map(publishOrder),
    fills: row.fills?.map((fill) => printKwh(fill)) ?? null,
    trades: parts.tradesOf(row.slot).map((trade) => ({
      index: trade.index,
      buySequence: trade.buySequence,
      sellSequence: trade.sellSequence,
      buyer: trade.buyer,
      seller: trade.seller,
      energy: printKwh(trade.energyUkwh),
      price: printPrice(trade.price),
    })),
    fallback: row.fallback,
    version: isMetered ? row.version : 0,
    meteredAt: row.meteredAt === null ? null : new Date(row.meteredAt).toISOString(),
    readings: isMetered
      ? meters.map((meter) => publishReading(meter, readings.get(meter.meter)))
      : null,
    lines: isMetered ? parts.linesOf(row.slot).map(publishLine) : null,
    baselines: parts
      .readingsOf(row.slot - 1)
      .filter(({ meter }) => !before.has(meter))
      .map(publishUnused),
    unused: [...readings.values()].filter(({ meter }) => !used.has(meter)).map(publishUnused),
  };
}

/** A settlement line in human units. */
export function publishLine(row: Omit<LineRow, "communityId" | "slot">): PublishedLine {
  return {
    account: row.account,
    imported: printKwh(row.importedUkwh),
    exported: printKwh(row.exportedUkwh),
    contractedBuy: printKwh(row.contractedBuyUkwh),
    contractedSell: printKwh(row.contractedSellUkwh),
    deliveredBuy: printKwh(row.deliveredBuyUkwh),
    deliveredSell: printKwh(row.deliveredSellUkwh),
    sharedBuy: printKwh(row.sharedBuyUkwh),
    sharedSell: printKwh(row.sharedSellUkwh),
    residualImport: printKwh(row.residualImportUkwh),
    residualExport: printKwh(row.residualExportUkwh),
    tradeAmount: printAmount(row.tradeAmount),
    sharingAmount: printAmount(row.sharingAmount),
    supplierAmount: printAmount(row.supplierAmount),
    feeAmount: printAmount(row.feeAmount),
    total: printAmount(row.total),
  };
}
