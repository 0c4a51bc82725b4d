import { type Database, tables } from "@pumasi/database";
import { admitReading } from "@pumasi/market";
import {
  isSignedByDevice,
  type ReadingInput,
  type ReadingMessage,
  type ReadingOutcome,
} from "@pumasi/protocol";
import { and, asc, between, desc, eq, gt, lt } from "drizzle-orm";
import type { CommunityState, MeterState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import { problemOf, type RefusalCode } from "../refusals.js";
import { readReading } from "./read-order.js";

export type ReadingRow = typeof tables.reading.$inferSelect;

export interface ReadingBatch {
  outcomes: ReadingOutcome[];
  /** Metered slots, not final yet, that a reading of this batch changes. */
  corrected: number[];
  accepted: ReadingRow[];
}

/**
 * Where readings come from. The ledger voids a metering that does not use a signed reading that was posted there, also one that
 * goes back behind others: settled registers never fall, so that it then counts as no rise.
 */
export type ReadingSource = "gateways" | "ledger";

/**
 * Decides a batch of readings one after the other and writes the accepted ones in one insert. A
 * reading for a slot that was metered with a substitute marks it for a new version.
 */
export async function admitReadings(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  inputs: readonly ReadingInput[],
  source: ReadingSource = "gateways",
): Promise<ReadingBatch> {
  if (inputs.length === 0) return { outcomes: [], corrected: [], accepted: [] };
  const registers = await registersOf(tx, state, inputs);
  const rows: ReadingRow[] = [];
  const corrected: number[] = [];
  const outcomes = inputs.map((input): ReadingOutcome => {
    const read = readReading(input);
    if (!read.ok) return refused(read.reason, input);
    const { message } = read;
    const digest = state.typedData.readingDigest(message);
    const own = registers.get(message.meter) ?? [];
    const arrival = { input, message, digest, own };
    const admission = decide(context, state, source, arrival);
    if (!admission.ok) return refused(admission.reason, input);
    const effect = effectOf(state, message.slot);
    if (!admission.repeated) {
      const row: ReadingRow = {
        ...message,
        communityId: state.id,
        device: input.device,
        digest,
        signature: input.signature,
        recordedAt: context.now(),
      };
      rows.push(row);
      own.push(row);
      own.sort((a, b) => a.slot - b.slot);
      registers.set(message.meter, own);
      if (effect === "corrects") corrected.push(message.slot);
    }
    return { ok: true, repeated: admission.repeated, digest, effect };
  });
  if (rows.length > 0) await tx.insert(tables.reading).values(rows);
  return { outcomes, corrected, accepted: rows };
}

function effectOf(state: CommunityState, slot: number) {
  if (slot >= state.nextToMeter) return "awaited" as const;
  return slot >= state.nextToFinish ? ("corrects" as const) : ("after-final" as const);
}

function decide(
  context: ServerContext,
  state: CommunityState,
  source: ReadingSource,
  arrival: {
    input: ReadingInput;
    message: ReadingMessage;
    digest: `0x${string}`;
    own: readonly ReadingRow[];
  },
) {
  const { input, message, digest, own } = arrival;
  const meter = state.meters.get(message.meter);
  const device = state.devices.get(input.device);
  const key = state.keyOf(input.device);
  return admitReading({
    now: context.now(),
    slotSeconds: state.slotSeconds,
    reading: message,
    meter:
      meter === undefined || meter.fromSlot === null
        ? null
        : { account: meter.account, fromSlot: meter.fromSlot, untilSlot: lastOf(state, meter) },
    device: device ?? null,
    signatureValid: isSignedByDevice(context, key, digest, input.signature),
    existing: own.find((row) => row.slot === message.slot) ?? null,
    ...(source === "ledger" ? { earlier: null, later: null } : neighboursOf(own, message.slot)),
  });
}

/** Where the meter or the community's market ends, whichever is first. */
export function lastOf(state: CommunityState, { untilSlot }: MeterState): number | null {
  return untilSlot === null ? state.untilSlot : Math.min(untilSlot, state.end);
}

function neighboursOf(own: readonly ReadingRow[], slot: number) {
  return {
    earlier: own.filter((row) => row.slot < slot).at(-1) ?? null,
    later: own.find((row) => row.slot > slot) ?? null,
  };
}

/**
 * The accepted readings that this batch is compared with: those of its meters in its slots, and the
 * nearest ones before and after. A meter whose readings all follow its newest one needs no query.
 */
async function registersOf(
  tx: Database,
  state: CommunityState,
  inputs: readonly ReadingInput[],
): Promise<Map<number, ReadingRow[]>> {
  const slots = new Map<number, number[]>();
  for (const { meter, slot } of inputs) slots.set(meter, [...(slots.get(meter) ?? []), slot]);
  const found = new Map<number, ReadingRow[]>();
  for (const [meter, own] of slots) {
    const newest = state.newestReadings.get(meter);
    const from = Math.min(...own);
    if (newest === undefined) found.set(meter, []);
    else if (from > newest.slot) found.set(meter, [newest]);
    else found.set(meter, await readingsAround(tx, state, meter, from, Math.max(...own)));
  }
  return found;
}

async function readingsAround(
  tx: Database,
  state: CommunityState,
  meter: number,
  from: number,
  to: number,
): Promise<ReadingRow[]> {
  const { reading } = tables;
  const isOwn = and(eq(reading.communityId, state.id), eq(reading.meter, meter));
  const before = await tx
    .select()
    .from(reading)
    .where(and(isOwn, lt(reading.slot, from)))
    .orderBy(desc(reading.slot))
    .limit(1);
  const within = await tx
    .select()
    .from(reading)
    .where(and(isOwn, between(reading.slot, from, to)))
    .orderBy(asc(reading.slot));
  const after = await tx
    .select()
    .from(reading)
    .where(and(isOwn, gt(reading.slot, to)))
    .orderBy(asc(reading.slot))
    .limit(1);
  return [...before, ...within, ...after];
}

function refused(code: RefusalCode, input: ReadingInput): ReadingOutcome {
  return { ok: false, problem: problemOf(code, `slot ${input.slot}, meter ${input.meter}`) };
}
