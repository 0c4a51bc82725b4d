import { meterCall, remeterCall } from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import {
  historySlots,
  isReadingMissing,
  type MeteredEnergy,
  type MeterRecord,
  meterFacts,
  meterSlot as meterMeters,
  type SlotSettlement,
  type SubstituteRule,
} from "@pumasi/market";
import {
  commitMetering,
  hashMeteringHeader,
  type MeteringHeader,
  settleMeteredAtGridTariff,
  settleMeteredSlot,
} from "@pumasi/protocol";
import { assert } from "@pumasi/quantities";
import { and, asc, eq, inArray } from "drizzle-orm";
import type { CommunityState, MeterState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import { enqueue } from "../ledger/outbox.js";
import { publishReading, publishUnused } from "../publish/publish-reading.js";
import { meterRecords } from "./meter-records.js";

type SlotRow = typeof tables.slot.$inferSelect;

/**
 * `waiting`: no substitute has a basis yet, and missing is never zero. `unchanged`: a recount gave the same, or the ledger has no
 * clearing to meter it by, or the slot was skipped there.
 */
export type MeteringOutcome = "metered" | "unchanged" | "waiting";

/**
 * Meters and settles one slot that is cleared or fell back to the grid tariff, or, when it was metered before and is not final, counts it
 * again with the readings that came in late and records a new version if that changes anything.
 */
export async function meterSlot(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  slot: number,
): Promise<MeteringOutcome> {
  const [row] = await tx
    .select()
    .from(tables.slot)
    .where(and(eq(tables.slot.communityId, state.id), eq(tables.slot.slot, slot)));
  if (row?.fallback === "skipped") return passOver(context, tx, row);
  const wentBackTo = state.setBack.get(slot) ?? "cleared";
  if (wentBackTo === "booked" || wentBackTo === "skipped") return "unchanged";
  assert(row !== undefined && row.secret !== null && row.clearingHash !== null, "slot is cleared");
  const { records, readings, baselines } = await meterRecords(tx, state, slot);
  const outcome = await meterAll(tx, state, slot, records);
  if (outcome === null) return "waiting";
  const { metering, before } = outcome;
  const { settlement, lastOrderOf } = await settle(tx, state, row, metering);
  const published = metering.map((meter) => publishReading(meter, readings.get(meter.meter)));
  const commit = (version: number) =>
    commitMetering(context.keccak, {
      slot,
      version,
      secret: row.secret as `0x${string}`,
      clearingHash: row.clearingHash as `0x${string}`,
      readings: published,
      baselines: [...baselines.values()]
        .filter(({ meter }) => !before.has(meter))
        .map(publishUnused),
      accountOfMeter: (meter) => (state.meters.get(meter) as MeterState).account,
      settlement,
      lastOrderOf,
      rulesVersion: row.rulesVersion,
    }).header;
  if (row.meteringHeader !== null) {
    const again = hashMeteringHeader(context.keccak, commit(row.version));
    if (again === hashMeteringHeader(context.keccak, row.meteringHeader)) return "unchanged";
  }
  const header = commit((await recordedVersion(tx, state, row)) + 1);
  await writeVersion(context, tx, state, { row, header, metering, settlement });
  return "metered";
}

/** A skipped slot counts as metered, with nothing in it, so that those after it go on. */
async function passOver(
  { now }: ServerContext,
  tx: Database,
  { communityId, slot: number, stage }: SlotRow,
): Promise<"unchanged"> {
  if (stage !== "cleared") return "unchanged";
  const { slot } = tables;
  await tx
    .update(slot)
    .set({ stage: "metered", meteredAt: now() })
    .where(and(eq(slot.communityId, communityId), eq(slot.slot, number)));
  return "unchanged";
}

/** By the cleared book, or at the grid tariff where the ledger has no market of the slot. */
async function settle(
  tx: Database,
  state: CommunityState,
  row: SlotRow,
  metered: readonly MeteredEnergy[],
): Promise<ReturnType<typeof settleMeteredSlot>> {
  const tariffOf = state.tariffOf(row.slot);
  if (row.fallback === "grid-tariff") return settleMeteredAtGridTariff({ metered, tariffOf });
  const { order } = tables;
  const orders = await tx
    .select()
    .from(order)
    .where(and(eq(order.communityId, state.id), eq(order.slot, row.slot)))
    .orderBy(asc(order.sequence));
  const clearing = { price: row.price, fills: row.fills ?? [] };
  return settleMeteredSlot({ orders, clearing, metered, tariffOf });
}

const keyOf = ({ communityId, slot, fallback }: SlotRow, version: number) =>
  `${communityId}:meter:${slot}:${version}${fallback === null ? "" : ":grid"}`;

/**
 * The newest version that the ledger took. A metering by the market that was under way when the slot fell back was refused there, so
 * that its version is still free.
 */
async function recordedVersion(tx: Database, state: CommunityState, row: SlotRow): Promise<number> {
  if (row.fallback === null || row.meteringHeader !== null) return row.version;
  const { ledgerAction } = tables;
  for (let version = row.version; version > 0; version--) {
    const key = keyOf({ ...row, fallback: null }, version);
    const [action] = await tx
      .select({ status: ledgerAction.status })
      .from(ledgerAction)
      .where(and(eq(ledgerAction.communityId, state.id), eq(ledgerAction.key, key)));
    if (action?.status === "mined") return version;
  }
  return 0;
}

/** Every taking-part meter's energy and the meters of the slot before, or null while one has no basis for a substitute. */
async function meterAll(
  tx: Database,
  state: CommunityState,
  slot: number,
  records: readonly MeterRecord[],
): Promise<{ metering: MeteredEnergy[]; before: Set<number> } | null> {
  const { metered } = tables;
  const past = [slot - 1, ...historySlots(slot, state.slotSeconds)];
  const rows = await tx
    .select()
    .from(metered)
    .where(and(eq(metered.communityId, state.id), inArray(metered.slot, past)));
  const known = new Map(
    rows.map((row) => [
      `${row.slot}:${row.meter}`,
      { ...row, rule: row.rule === "" ? null : (row.rule as SubstituteRule) },
    ]),
  );
  const facts = meterFacts(slot, state.slotSeconds, records, (at, meter) =>
    known.get(`${at}:${meter}`),
  );
  const metering = meterMeters(slot, facts);
  if (!metering.ok) return null;
  const before = new Set(rows.filter((row) => row.slot === slot - 1).map(({ meter }) => meter));
  return { metering: metering.metered, before };
}

async function writeVersion(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  result: {
    row: SlotRow;
    header: MeteringHeader;
    metering: readonly MeteredEnergy[];
    settlement: SlotSettlement;
  },
): Promise<void> {
  const { row, header, metering, settlement } = result;
  const { slot } = row;
  const now = context.now();
  const { line, metered } = tables;
  if (row.version > 0) {
    await tx.delete(metered).where(and(eq(metered.communityId, state.id), eq(metered.slot, slot)));
    await tx.delete(line).where(and(eq(line.communityId, state.id), eq(line.slot, slot)));
  }
  if (metering.length > 0) {
    await tx.insert(metered).values(
      metering.map((meter) => ({
        ...meter,
        communityId: state.id,
        slot,
        rule: meter.rule ?? "",
      })),
    );
  }
  if (settlement.lines.length > 0) {
    await tx
      .insert(line)
      .values(settlement.lines.map((own) => ({ ...own, communityId: state.id, slot })));
  }
  const substitutes = metering.filter(({ rule }) => isReadingMissing(rule)).length;
  await tx
    .update(tables.slot)
    .set({
      stage: "metered",
      version: header.version,
      sharingPrice: settlement.sharingPrice,
      deliveredUkwh: settlement.deliveredUkwh,
      sharedUkwh: settlement.sharedUkwh,
      importedUkwh: metering.reduce((sum, { importedUkwh }) => sum + importedUkwh, 0),
      exportedUkwh: metering.reduce((sum, { exportedUkwh }) => sum + exportedUkwh, 0),
      substitutes,
      meteringHeader: header,
      meteredAt: now,
    })
    .where(and(eq(tables.slot.communityId, state.id), eq(tables.slot.slot, slot)));
  const { market } = state.contracts;
  await enqueue(tx, {
    communityId: state.id,
    key: keyOf(row, header.version),
    kind: header.version === 1 ? "meter" : "remeter",
    call:
      row.meteringHeader === null || state.setBack.has(slot)
        ? meterCall(market, [header])
        : remeterCall(market, [header], [row.meteringHeader]),
    at: now,
  });
  await context.events.record(tx, state.id, now, [
    { type: "slot", data: { slot, stage: "metered", version: header.version, substitutes } },
  ]);
}
