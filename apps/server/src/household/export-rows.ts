import { type Database, tables } from "@pumasi/database";
import type { ExportedList, ExportedRow } from "@pumasi/protocol";
import { printAmount, printKwh, printLedgerUnits, printPrice } from "@pumasi/quantities";
import { and, asc, eq, gt, or, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { CommunityState } from "../community/community-state.js";

/** How many rows are read, and held in memory, at once. */
export const EXPORT_PAGE = 2000;

/** One account in one community. */
export interface Exported {
  database: Database;
  state: CommunityState;
  account: number;
}

/** The rows of one list, ascending, page by page. A place is the key of the last row of the page before. */
type Pages<List extends ExportedList> = (of: Exported) => AsyncGenerator<ExportedRow<List>[]>;

const instant = (at: number) => new Date(at).toISOString();

/** Reads on from the last row's key until a page is not full. */
async function* pages<Row, Key, Shown>(
  read: (after: Key | null) => Promise<Row[]>,
  keyOf: (row: Row) => Key,
  show: (row: Row) => Shown,
): AsyncGenerator<Shown[]> {
  for (let after: Key | null = null; ; ) {
    const rows: Row[] = await read(after);
    if (rows.length > 0) yield rows.map(show);
    const last = rows.at(-1);
    if (last === undefined || rows.length < EXPORT_PAGE) return;
    after = keyOf(last);
  }
}

/** (first, second) > (after): what comes behind a key of two columns. */
function behind(first: PgColumn, second: PgColumn, after: readonly [number, number] | null) {
  if (after === null) return undefined;
  return or(gt(first, after[0]), and(eq(first, after[0]), gt(second, after[1])));
}

const orders: Pages<"orders"> = ({ database, state, account }) => {
  const { order } = tables;
  const own = and(eq(order.communityId, state.id), eq(order.account, account));
  return pages(
    (after: readonly [number, number] | null) =>
      database
        .select()
        .from(order)
        .where(and(own, behind(order.slot, order.sequence, after)))
        .orderBy(asc(order.slot), asc(order.sequence))
        .limit(EXPORT_PAGE),
    ({ slot, sequence }) => [slot, sequence] as const,
    ({ slot, sequence, side, energyUkwh, limitPrice, nonce, device, ...row }) => ({
      ...{ slot, sequence, side, nonce, device },
      energy: printKwh(energyUkwh),
      limitPrice: printPrice(limitPrice),
      digest: row.digest,
      signature: row.signature,
      receiptSignature: row.receiptSignature,
      recordedAt: instant(row.recordedAt),
    }),
  );
};

const readings: Pages<"readings"> = ({ database, state, account }) => {
  const { reading } = tables;
  const meter = state.meterOf(account)?.meter ?? -1;
  const own = and(eq(reading.communityId, state.id), eq(reading.meter, meter));
  return pages(
    (after: number | null) =>
      database
        .select()
        .from(reading)
        .where(and(own, after === null ? undefined : gt(reading.slot, after)))
        .orderBy(asc(reading.slot))
        .limit(EXPORT_PAGE),
    ({ slot }) => slot,
    ({ slot, quality, device, digest, signature, ...row }) => ({
      ...{ slot, meter: row.meter, quality, device, digest, signature },
      importRegister: printKwh(row.importRegisterUkwh),
      exportRegister: printKwh(row.exportRegisterUkwh),
      recordedAt: instant(row.recordedAt),
    }),
  );
};

const homeEnergy: Pages<"homeEnergy"> = ({ database, state, account }) => {
  const { homeEnergy: told } = tables;
  const meter = state.meterOf(account)?.meter ?? -1;
  const own = and(eq(told.communityId, state.id), eq(told.meter, meter));
  return pages(
    (after: number | null) =>
      database
        .select()
        .from(told)
        .where(and(own, after === null ? undefined : gt(told.slot, after)))
        .orderBy(asc(told.slot))
        .limit(EXPORT_PAGE),
    ({ slot }) => slot,
    ({ slot, device, ...row }) => ({
      ...{ slot, meter: row.meter, device },
      generated: printKwh(row.generatedUkwh),
      charged: printKwh(row.chargedUkwh),
      discharged: printKwh(row.dischargedUkwh),
      recordedAt: instant(row.recordedAt),
    }),
  );
};

const metered: Pages<"metered"> = ({ database, state, account }) => {
  const { metered: energies } = tables;
  const own = and(eq(energies.communityId, state.id), eq(energies.account, account));
  return pages(
    (after: readonly [number, number] | null) =>
      database
        .select()
        .from(energies)
        .where(and(own, behind(energies.slot, energies.meter, after)))
        .orderBy(asc(energies.slot), asc(energies.meter))
        .limit(EXPORT_PAGE),
    ({ slot, meter }) => [slot, meter] as const,
    ({ slot, meter, importedUkwh, exportedUkwh, quality, rule }) => ({
      ...{ slot, meter, quality, rule },
      imported: printKwh(importedUkwh),
      exported: printKwh(exportedUkwh),
    }),
  );
};

const trades: Pages<"trades"> = ({ database, state, account }) => {
  const { contract } = tables;
  const isOwn = or(eq(contract.buyer, account), eq(contract.seller, account));
  const own = and(eq(contract.communityId, state.id), isOwn);
  return pages(
    (after: readonly [number, number] | null) =>
      database
        .select()
        .from(contract)
        .where(and(own, behind(contract.slot, contract.index, after)))
        .orderBy(asc(contract.slot), asc(contract.index))
        .limit(EXPORT_PAGE),
    ({ slot, index }) => [slot, index] as const,
    ({ slot, buyer, seller, energyUkwh, price }) => ({
      slot,
      side: buyer === account ? ("buy" as const) : ("sell" as const),
      neighbour: buyer === account ? seller : buyer,
      energy: printKwh(energyUkwh),
      price: printPrice(price),
    }),
  );
};

const lines: Pages<"lines"> = ({ database, state, account }) => {
  const { line } = tables;
  const own = and(eq(line.communityId, state.id), eq(line.account, account));
  return pages(
    (after: number | null) =>
      database
        .select()
        .from(line)
        .where(and(own, after === null ? undefined : gt(line.slot, after)))
        .orderBy(asc(line.slot))
        .limit(EXPORT_PAGE),
    ({ slot }) => slot,
    (row) => ({
      slot: row.slot,
      imported: printKwh(row.importedUkwh),
      exported: printKwh(row.exportedUkwh),
      contractedBuy: printKwh(row.contractedBuyUkwh),
      contractedSell: printKwh(row.contractedSellUkwh),
      deliveredBuy: printKwh(row.deliveredBuyUkwh),
      deliveredSell: printKwh(row.deliveredSellUkwh),
      sharedBuy: printKwh(row.sharedBuyUkwh),
      sharedSell: printKwh(row.sharedSellUkwh),
      fromGrid: printKwh(row.residualImportUkwh),
      toGrid: printKwh(row.residualExportUkwh),
      trade: printAmount(row.tradeAmount),
      sharing: printAmount(row.sharingAmount),
      supplier: printAmount(row.supplierAmount),
      fee: printAmount(row.feeAmount),
      total: printAmount(row.total),
    }),
  );
};

const periods: Pages<"periods"> = ({ database, state, account }) => {
  const { periodLine, period } = tables;
  const own = and(eq(periodLine.communityId, state.id), eq(periodLine.account, account));
  const isOf = and(
    eq(period.communityId, periodLine.communityId),
    eq(period.period, periodLine.period),
  );
  return pages(
    (after: number | null) =>
      database
        .select({ period, net: periodLine })
        .from(periodLine)
        .innerJoin(period, isOf)
        .where(and(own, after === null ? undefined : gt(periodLine.period, after)))
        .orderBy(asc(periodLine.period))
        .limit(EXPORT_PAGE),
    ({ net }) => net.period,
    ({ period: { day, fromSlot, untilSlot }, net }) => ({
      ...{ period: net.period, day, fromSlot, untilSlot },
      carryIn: printAmount(net.carryIn),
      delta: printAmount(net.delta),
      ledgerDelta: printLedgerUnits(net.ledgerDelta),
      carryOut: printAmount(net.carryOut),
    }),
  );
};

const payments: Pages<"payments"> = ({ database, state, account }) => {
  const { payment } = tables;
  const own = and(eq(payment.communityId, state.id), eq(payment.account, account));
  return pages(
    (after: number | null) =>
      database
        .select()
        .from(payment)
        .where(and(own, after === null ? undefined : gt(payment.id, after)))
        .orderBy(asc(payment.id))
        .limit(EXPORT_PAGE),
    ({ id }) => id,
    ({ direction, amount, recordedAt }) => ({
      direction,
      amount: printLedgerUnits(amount),
      recordedAt: instant(recordedAt),
    }),
  );
};

/** What was done to the account or to its people, and what these did. Others are told by their role only. */
const audit: Pages<"audit"> = ({ database, state, account }) => {
  const { auditEntry, person } = tables;
  const isOwnPerson = sql`${person.account} = ${account} and ${person.communityId} = ${state.id}`;
  const isAboutPerson = sql`exists (select 1 from ${person} where ${isOwnPerson}
    and (${auditEntry.who} = ${person.id} or ${auditEntry.subject} = 'person ' || ${person.id}))`;
  const isOwn = or(eq(auditEntry.subject, `account ${account}`), isAboutPerson as SQL);
  const isByOwn = sql<boolean>`exists (select 1 from ${person} where ${isOwnPerson} and ${auditEntry.who} = ${person.id})`;
  return pages(
    (after: number | null) =>
      database
        .select({ entry: auditEntry, isByOwn })
        .from(auditEntry)
        .where(
          and(
            eq(auditEntry.communityId, state.id),
            isOwn,
            after === null ? undefined : gt(auditEntry.id, after),
          ),
        )
        .orderBy(asc(auditEntry.id))
        .limit(EXPORT_PAGE),
    ({ entry }) => entry.id,
    ({ entry: { at, who, action, subject, detail }, isByOwn: byOwn }) => ({
      at: instant(at),
      who: byOwn
        ? ("you" as const)
        : who === "device"
          ? ("device" as const)
          : ("operator" as const),
      ...{ action, subject, detail },
    }),
  );
};

/** Every list of an export, in the order in which it is written. */
export const EXPORT_LISTS: { readonly [List in ExportedList]: Pages<List> } = {
  orders,
  readings,
  homeEnergy,
  metered,
  trades,
  lines,
  periods,
  payments,
  audit,
};
