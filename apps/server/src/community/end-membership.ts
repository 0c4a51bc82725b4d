import { type Database, tables } from "@pumasi/database";
import { and, eq, max } from "drizzle-orm";
import type { ServerContext } from "../context.js";
import { RequestRefusedError } from "../refusals.js";
import type { CommunityState, DeviceState, MeterState } from "./community-state.js";
import { endKey } from "./revoke-device.js";

/** A membership's end, to be taken into the state after its transaction was committed. */
export interface MembershipEnd {
  meter: MeterState;
  untilSlot: number;
  /** Devices whose keys end with it. */
  devices: DeviceState[];
}

/**
 * Ends a membership from a slot on, the earliest one unless a later is asked for. Until then the household takes part as before; from
 * then on its meter is metered as nothing, its keys are not valid, on the ledger either, and its point of delivery is free. Its account
 * stays, with its past and its balance. Refuses one that has an end ("membership_ended"), and an end before the earliest slot, which
 * it names ("membership_end_too_early").
 */
export async function endMembership(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  account: number,
  asked: number | undefined,
): Promise<MembershipEnd> {
  const meter = state.meterOf(account);
  if (meter === undefined) throw new RequestRefusedError("unknown_member");
  if (meter.untilSlot !== null) {
    throw new RequestRefusedError("membership_ended", `from slot ${meter.untilSlot} on`);
  }
  const earliest = await earliestEnd(tx, state, meter);
  const untilSlot = asked ?? earliest;
  if (untilSlot < earliest) {
    throw new RequestRefusedError("membership_end_too_early", `the earliest is slot ${earliest}`);
  }
  await tx
    .update(tables.meter)
    .set({ untilSlot })
    .where(and(eq(tables.meter.communityId, state.id), eq(tables.meter.meter, meter.meter)));
  const devices = devicesOf(state, account).filter((device) => device.untilSlot === null);
  for (const device of devices) {
    await endKey(context, tx, state, device, { untilSlot, revokedAt: null });
  }
  await context.events.record(tx, state.id, context.now(), [
    { type: "member", data: { account, change: "ended", untilSlot } },
  ]);
  return { meter, untilSlot, devices };
}

/** Takes an end into the state. */
export function applyMembershipEnd({ meter, untilSlot, devices }: MembershipEnd): void {
  meter.untilSlot = untilSlot;
  for (const device of devices) device.untilSlot = untilSlot;
}

/** No book that is closed and no accepted order is after the end, and no key of the account is valid beyond it. */
async function earliestEnd(
  tx: Database,
  state: CommunityState,
  { account, fromSlot }: MeterState,
): Promise<number> {
  const { order } = tables;
  const [ordered] = await tx
    .select({ slot: max(order.slot) })
    .from(order)
    .where(and(eq(order.communityId, state.id), eq(order.account, account)));
  const keys = devicesOf(state, account).map((device) => device.untilSlot ?? device.fromSlot);
  const afterOrders = (ordered?.slot ?? -1) + 1;
  return Math.max(state.nextToClose, fromSlot ?? 0, afterOrders, ...keys);
}

function devicesOf(state: CommunityState, account: number): DeviceState[] {
  return [...state.devices.values()].filter((device) => device.account === account);
}
