import { type Database, tables } from "@pumasi/database";
import { hasEndedBy, type ReadingRefusal } from "@pumasi/market";
import {
  type HomeEnergyInput,
  type HomeEnergyMessage,
  type HomeEnergyOutcome,
  isSignedByDevice,
} from "@pumasi/protocol";
import { parseKwh, slotEnd } from "@pumasi/quantities";
import { and, eq, inArray } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import type { QuantityRefusal } from "../refusals.js";
import { lastOf } from "./admit-readings.js";

type HomeEnergyRow = typeof tables.homeEnergy.$inferSelect;

/** Refusals are those of readings: an entry speaks for the same slots, by the same keys. */
type HomeEnergyRefusal = Exclude<ReadingRefusal, "reading_register_backwards"> | QuantityRefusal;

type Read = { ok: true; message: HomeEnergyMessage } | { ok: false; reason: HomeEnergyRefusal };

/**
 * Takes what devices say of their homes behind the meter, and gives one outcome for each entry. What was told before is accepted and
 * changes nothing; another amount for the same slot is a reading_conflict. Nothing but the household's own screens reads it.
 */
export async function admitHomeEnergy(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  inputs: readonly HomeEnergyInput[],
): Promise<HomeEnergyOutcome[]> {
  const rows = new Map<string, HomeEnergyRow>();
  const read = inputs.map((input) => {
    const decided = decide(context, state, input);
    if (!decided.ok) return decided;
    const row = { ...decided.message, communityId: state.id, device: input.device };
    if (!rows.has(keyOf(row))) rows.set(keyOf(row), { ...row, recordedAt: context.now() });
    return decided;
  });
  const kept = await keep(tx, state, rows);
  return read.map((decided): HomeEnergyOutcome => {
    if (!decided.ok) return { accepted: false, code: decided.reason };
    const stored = kept.get(keyOf(decided.message));
    if (stored !== undefined && isSame(stored, decided.message)) return { accepted: true };
    return { accepted: false, code: "reading_conflict" satisfies HomeEnergyRefusal };
  });
}

/** Writes what is new; gives what stands for each of the rows then. */
async function keep(
  tx: Database,
  state: CommunityState,
  rows: ReadonlyMap<string, HomeEnergyRow>,
): Promise<Map<string, HomeEnergyRow>> {
  const { homeEnergy } = tables;
  if (rows.size === 0) return new Map();
  const values = [...rows.values()];
  const written = await tx.insert(homeEnergy).values(values).onConflictDoNothing().returning();
  const kept = new Map(written.map((row) => [keyOf(row), row]));
  const told = values.filter((row) => !kept.has(keyOf(row)));
  if (told.length === 0) return kept;
  const slots = told.map(({ slot }) => slot);
  const meters = told.map(({ meter }) => meter);
  const before = await tx
    .select()
    .from(homeEnergy)
    .where(
      and(
        eq(homeEnergy.communityId, state.id),
        inArray(homeEnergy.slot, slots),
        inArray(homeEnergy.meter, meters),
      ),
    );
  for (const row of before) kept.set(keyOf(row), row);
  return kept;
}

const keyOf = ({ slot, meter }: { slot: number; meter: number }) => `${slot} ${meter}`;

function isSame(one: HomeEnergyMessage, other: HomeEnergyMessage): boolean {
  return (
    one.generatedUkwh === other.generatedUkwh &&
    one.chargedUkwh === other.chargedUkwh &&
    one.dischargedUkwh === other.dischargedUkwh
  );
}

/** The first reason, in the precedence of readings' refusals, that applies: what cannot be read, who, when. */
function decide(context: ServerContext, state: CommunityState, input: HomeEnergyInput): Read {
  const read = readHomeEnergy(input);
  if (!read.ok) return read;
  const { message } = read;
  const refused = (reason: HomeEnergyRefusal) => ({ ok: false as const, reason });
  const { slot } = message;
  const meter = state.meters.get(message.meter);
  if (meter === undefined || meter.fromSlot === null) return refused("reading_unknown_meter");
  const device = state.devices.get(input.device);
  const isKnown = device?.meter === message.meter && slot >= device.fromSlot;
  if (device === undefined || !isKnown) return refused("reading_unknown_device");
  const digest = state.typedData.homeEnergyDigest(message);
  if (!isSignedByDevice(context, state.keyOf(input.device), digest, input.signature)) {
    return refused("reading_signature_invalid");
  }
  if (hasEndedBy(slot, device)) return refused("reading_device_revoked");
  const { fromSlot } = meter;
  if (slot < fromSlot || hasEndedBy(slot, { fromSlot, untilSlot: lastOf(state, meter) })) {
    return refused("reading_slot_unknown");
  }
  if (context.now() < slotEnd(slot, state.slotSeconds)) return refused("reading_from_future");
  return read;
}

/** An entry's signed message from its wire form; refuses too many decimals instead of rounding, and what is below zero. */
function readHomeEnergy({ slot, meter, ...input }: HomeEnergyInput): Read {
  const amounts: number[] = [];
  for (const text of [input.generated, input.charged, input.discharged]) {
    const parsed = parseKwh(text);
    if (!parsed.ok && parsed.reason === "too_many_decimals") {
      return { ok: false, reason: "reading_register_too_precise" };
    }
    if (!parsed.ok || parsed.value < 0) return { ok: false, reason: "reading_register_invalid" };
    amounts.push(parsed.value);
  }
  const [generatedUkwh = 0, chargedUkwh = 0, dischargedUkwh = 0] = amounts;
  return { ok: true, message: { slot, meter, generatedUkwh, chargedUkwh, dischargedUkwh } };
}
