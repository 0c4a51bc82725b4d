import { revokeDeviceCall } from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import type { Address } from "@pumasi/protocol";
import { and, eq, max } from "drizzle-orm";
import type { ServerContext } from "../context.js";
import { enqueue } from "../ledger/outbox.js";
import { RequestRefusedError } from "../refusals.js";
import type { CommunityState, DeviceState } from "./community-state.js";

/**
 * Ends a device's key from a slot on: after the last slot that it has an accepted order for, and no
 * book that is closed. Its accepted orders and its readings up to there stay valid, so no old slot
 * becomes wrong; from this moment on no further order of it is taken. A key that is to end with its
 * membership can be taken away before.
 */
export async function revokeDevice(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  address: Address,
): Promise<Pick<DeviceState, "untilSlot" | "revokedAt"> & { untilSlot: number }> {
  const device = state.devices.get(address);
  if (device === undefined) throw new RequestRefusedError("unknown_device", address);
  const isOver = device.untilSlot !== null && device.untilSlot <= state.nextToClose;
  if (device.revokedAt !== null || isOver) {
    throw new RequestRefusedError("device_already_revoked", address);
  }
  const { order } = tables;
  const [ordered] = await tx
    .select({ slot: max(order.slot) })
    .from(order)
    .where(and(eq(order.communityId, state.id), eq(order.device, address)));
  const afterOrders = (ordered?.slot ?? -1) + 1;
  const earliest = Math.max(state.nextToClose, device.fromSlot, afterOrders);
  const untilSlot = Math.min(earliest, device.untilSlot ?? earliest);
  const revokedAt = context.now();
  await endKey(context, tx, state, device, { untilSlot, revokedAt });
  return { untilSlot, revokedAt };
}

/** Writes a key's end and tells it to the ledger; says nothing there of an end that is no earlier than the known one. */
export async function endKey(
  { now, events }: ServerContext,
  tx: Database,
  state: CommunityState,
  device: DeviceState,
  end: { untilSlot: number; revokedAt: number | null },
): Promise<void> {
  const { device: key, account } = device;
  const { untilSlot } = end;
  await tx
    .update(tables.device)
    .set(end)
    .where(and(eq(tables.device.communityId, state.id), eq(tables.device.device, key)));
  if (untilSlot < (device.untilSlot ?? Number.POSITIVE_INFINITY)) {
    const isFirst = device.untilSlot === null;
    await enqueue(tx, {
      communityId: state.id,
      key: `${state.id}:revokeDevice:${key}${isFirst ? "" : `:${untilSlot}`}`,
      kind: "revokeDevice",
      call: revokeDeviceCall(state.contracts.community, { key, untilSlot }),
      at: now(),
    });
  }
  await events.record(tx, state.id, now(), [
    { type: "device", data: { account, change: "revoked", untilSlot } },
  ]);
}
