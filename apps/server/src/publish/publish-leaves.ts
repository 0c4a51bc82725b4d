import { type Database, tables } from "@pumasi/database";
import type { Clearing, Marginal, SettlementLine, SlotSettlement } from "@pumasi/market";
import {
  type ClearingHeader,
  type CommittedAccountSlots,
  type CommittedPeriodLeaves,
  type CommittedSlot,
  commitAccountSlots,
  commitBook,
  commitClearing,
  commitMetering,
  commitPeriod,
  encodeBookHeader,
  encodeClearingHeader,
  encodeMeteringHeader,
  type Hex,
  type Keccak256,
  type MarginalOrder,
  toHex,
} from "@pumasi/protocol";
import { and, asc, between, eq } from "drizzle-orm";
import type { CommunityState, MeterState } from "../community/community-state.js";
import { meterRecords } from "../process/meter-records.js";
import { RequestRefusedError } from "../refusals.js";
import { publishReading, publishUnused } from "./publish-reading.js";

const hexOf = (words: readonly Uint8Array[]) => words.map(toHex) as CommittedSlot["book"]["leaves"];

/**
 * A slot's headers and leaves as they were committed, put together from what is recorded. Refuses a slot whose book is not
 * closed (unknown_slot) or whose secret is erased (unknown_slot).
 */
export async function publishLeaves(
  keccak: Keccak256,
  tx: Database,
  state: CommunityState,
  slot: number,
): Promise<CommittedSlot> {
  const [row] = await tx
    .select()
    .from(tables.slot)
    .where(and(eq(tables.slot.communityId, state.id), eq(tables.slot.slot, slot)));
  if (row === undefined) throw new RequestRefusedError("unknown_slot", `${slot}`);
  const { secret, clearingHeader, meteringHeader } = row;
  if (secret === null)
    throw new RequestRefusedError("unknown_slot", `the secret of slot ${slot} is erased`);
  const { order } = tables;
  const orders = await tx
    .select()
    .from(order)
    .where(and(eq(order.communityId, state.id), eq(order.slot, slot)))
    .orderBy(asc(order.sequence));
  const book = commitBook(keccak, slot, secret, orders);
  const clearing =
    clearingHeader === null
      ? null
      : commitClearing(keccak, {
          book: book.header,
          secret,
          orders,
          clearing: clearingOf(clearingHeader, row.fills ?? []),
          rulesVersion: row.rulesVersion,
          tariffOf: state.tariffOf(slot),
        });
  const counted = row.fallback === null ? orders : [];
  const lastOrders = new Map(counted.map(({ account, sequence }) => [account, sequence + 1]));
  const metering =
    meteringHeader === null || row.clearingHash === null
      ? null
      : commitMetering(keccak, {
          ...{ slot, version: row.version, secret, rulesVersion: row.rulesVersion },
          clearingHash: row.clearingHash,
          ...(await recordedMetering(tx, state, slot)),
          settlement: await recordedSettlement(tx, state, row),
          lastOrderOf: (account) => lastOrders.get(account) ?? 0,
        });
  return {
    slot,
    version: row.version,
    book: { header: wordsOf(encodeBookHeader(book.header)), leaves: hexOf(book.words) },
    clearing:
      clearing === null || clearingHeader === null
        ? null
        : { header: wordsOf(encodeClearingHeader(clearingHeader)), leaves: hexOf(clearing.words) },
    metering:
      metering === null || meteringHeader === null
        ? null
        : {
            header: wordsOf(encodeMeteringHeader(meteringHeader)),
            readings: hexOf(metering.readings.words),
            lines: hexOf(metering.lines.words),
          },
  };
}

function wordsOf(bytes: Uint8Array): CommittedSlot["book"]["header"] {
  return toHex(bytes) as CommittedSlot["book"]["header"];
}

/** The clearing that a header was made from, with the fills that are recorded. */
function clearingOf(header: ClearingHeader, fills: number[]): Clearing {
  const isTraded = header.energyUkwh > 0;
  const marginalOf = ({ index, cut: _cut, ...rest }: MarginalOrder): Marginal | null =>
    isTraded ? { sequence: index, ...rest } : null;
  return {
    price: isTraded ? header.price : null,
    energyUkwh: header.energyUkwh,
    bid: marginalOf(header.bid),
    ask: marginalOf(header.ask),
    fills,
  };
}

async function recordedMetering(tx: Database, state: CommunityState, slot: number) {
  const { metered } = tables;
  const rows = await tx
    .select()
    .from(metered)
    .where(and(eq(metered.communityId, state.id), between(metered.slot, slot - 1, slot)))
    .orderBy(asc(metered.meter));
  const { readings, baselines } = await meterRecords(tx, state, slot);
  const before = new Set(rows.filter((own) => own.slot === slot - 1).map(({ meter }) => meter));
  return {
    readings: rows
      .filter((own) => own.slot === slot)
      .map((own) => publishReading(own, readings.get(own.meter))),
    baselines: [...baselines.values()].filter(({ meter }) => !before.has(meter)).map(publishUnused),
    accountOfMeter: (meter: number) => (state.meters.get(meter) as MeterState).account,
  };
}

async function recordedSettlement(
  tx: Database,
  state: CommunityState,
  row: typeof tables.slot.$inferSelect,
): Promise<SlotSettlement> {
  const { line } = tables;
  const lines: SettlementLine[] = await tx
    .select()
    .from(line)
    .where(and(eq(line.communityId, state.id), eq(line.slot, row.slot)))
    .orderBy(asc(line.account));
  return {
    price: row.price,
    sharingPrice: row.sharingPrice,
    deliveredUkwh: row.deliveredUkwh ?? 0,
    sharedUkwh: row.sharedUkwh ?? 0,
    lines,
  };
}

/** A period's leaves as they were committed. Refuses an unknown one (unknown_period). */
export async function publishPeriodLeaves(
  keccak: Keccak256,
  tx: Database,
  state: CommunityState,
  period: number,
): Promise<CommittedPeriodLeaves> {
  const committed = commitPeriod(keccak, await recordedPeriod(tx, state, period));
  return {
    header: committed.header as CommittedPeriodLeaves["header"],
    leaves: hexOf(committed.words),
  };
}

/** One account's slots in a period as they were committed. */
export async function publishAccountSlots(
  keccak: Keccak256,
  tx: Database,
  state: CommunityState,
  { period, account }: { period: number; account: number },
): Promise<CommittedAccountSlots> {
  const recorded = await recordedPeriod(tx, state, period);
  return { account, leaves: hexOf(commitAccountSlots(keccak, recorded, account).words) };
}

async function recordedPeriod(tx: Database, state: CommunityState, period: number) {
  const communityId = state.id;
  const [row] = await tx
    .select()
    .from(tables.period)
    .where(and(eq(tables.period.communityId, communityId), eq(tables.period.period, period)));
  if (row === undefined) throw new RequestRefusedError("unknown_period", `${period}`);
  if (row.secret === null)
    throw new RequestRefusedError("unknown_period", `the secret of period ${period} is erased`);
  const { periodLine, line } = tables;
  const lines = await tx
    .select()
    .from(periodLine)
    .where(and(eq(periodLine.communityId, communityId), eq(periodLine.period, period)))
    .orderBy(asc(periodLine.account));
  const totals = await tx
    .select({ account: line.account, slot: line.slot, total: line.total })
    .from(line)
    .where(
      and(eq(line.communityId, communityId), between(line.slot, row.fromSlot, row.untilSlot - 1)),
    )
    .orderBy(asc(line.slot));
  const byAccount = new Map<number, { slot: number; total: bigint }[]>();
  for (const { account, slot, total } of totals) {
    const own = byAccount.get(account);
    if (own === undefined) byAccount.set(account, [{ slot, total }]);
    else own.push({ slot, total });
  }
  return {
    ...{ period, fromSlot: row.fromSlot, untilSlot: row.untilSlot, secret: row.secret as Hex },
    lines,
    slotsOf: (account: number) => byAccount.get(account) ?? [],
  };
}
