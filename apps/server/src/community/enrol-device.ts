import { registerDeviceCall, registerP256DeviceCall } from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import { firstOpenSlot } from "@pumasi/market";
import {
  type Address,
  type Hex,
  hashText,
  isSignedByDevice,
  type P256Point,
  p256Address,
} from "@pumasi/protocol";
import { assert, type Instant } from "@pumasi/quantities";
import { and, eq } from "drizzle-orm";
import type { ServerContext } from "../context.js";
import { enqueue } from "../ledger/outbox.js";
import { DEVICE, recordAudit } from "../people/audit.js";
import { RequestRefusedError } from "../refusals.js";
import type { CommunityState, DeviceState, MeterState } from "./community-state.js";

/**
 * Enrols a gateway's own key with a one-time code. The key speaks for the code's account and meter
 * from the first slot whose book is open and that has not begun, and in which nobody else is a member at the point of delivery. The same device may repeat its
 * request; anyone else's use of the code is refused. A key on P-256 comes with its point, of which
 * the device's address is the hash.
 */
export async function enrolDevice(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  request: { code: string; device: Address; p256: P256Point | null; signature: Hex },
  wallNow: Instant,
): Promise<DeviceState> {
  const codeHash = hashText(context.keccak, request.code);
  const digest = state.typedData.enrolmentDigest({ codeHash, device: request.device });
  const { p256 } = request;
  const isOwnKey = p256 === null || p256Address(context.keccak, p256) === request.device;
  if (!isOwnKey || !isSignedByDevice(context, request, digest, request.signature)) {
    throw new RequestRefusedError("enrolment_signature_invalid");
  }
  const { enrolmentCode } = tables;
  const isCode = and(eq(enrolmentCode.communityId, state.id), eq(enrolmentCode.codeHash, codeHash));
  const [code] = await tx.select().from(enrolmentCode).where(isCode);
  if (code === undefined) throw new RequestRefusedError("enrolment_code_unknown");
  const known = state.devices.get(request.device);
  if (code.usedBy === request.device && known !== undefined) return known;
  if (code.usedBy !== null) throw new RequestRefusedError("enrolment_code_used");
  const meter = state.meters.get(code.meter);
  assert(meter !== undefined, "a code is a meter's");
  if (meter.untilSlot !== null) throw new RequestRefusedError("membership_ended");
  const now = context.now();
  if (now > code.expiresAt) throw new RequestRefusedError("enrolment_code_expired");
  if (known !== undefined) throw new RequestRefusedError("device_taken");
  const fromSlot = Math.max(firstOpenSlot(now, state), state.firstSlot, podFreeFrom(state, meter));
  const device: DeviceState = {
    device: request.device,
    p256,
    account: code.account,
    meter: code.meter,
    fromSlot,
    untilSlot: null,
    revokedAt: null,
  };
  await tx.update(enrolmentCode).set({ usedBy: request.device, usedAt: now }).where(isCode);
  await tx.insert(tables.device).values({ ...device, communityId: state.id, enrolledAt: now });
  if (meter.fromSlot === null) {
    await tx
      .update(tables.meter)
      .set({ fromSlot })
      .where(and(eq(tables.meter.communityId, state.id), eq(tables.meter.meter, code.meter)));
  }
  await enqueue(tx, {
    communityId: state.id,
    key: `${state.id}:registerDevice:${device.device}`,
    kind: "registerDevice",
    call: registrationOf(state, device),
    at: now,
  });
  await context.events.record(tx, state.id, now, [
    { type: "device", data: { account: device.account, change: "enrolled" } },
  ]);
  const subject = `account ${device.account}`;
  const detail = { device: device.device, fromSlot };
  await recordAudit(
    tx,
    { communityId: state.id, action: "enrol device", subject, detail },
    { who: DEVICE, at: wallNow },
  );
  return device;
}

/** The first slot in which no other membership holds at the meter's point of delivery: it is never metered twice. */
function podFreeFrom(state: CommunityState, { meter, pod }: MeterState): number {
  const others = [...state.meters.values()].filter((own) => own.pod === pod && own.meter !== meter);
  return Math.max(0, ...others.map(({ untilSlot }) => untilSlot ?? 0));
}

/** The call that names a device's key in the ledger's register. */
function registrationOf(
  state: CommunityState,
  { device: key, p256, account, fromSlot }: DeviceState,
) {
  const { community } = state.contracts;
  return p256 === null
    ? registerDeviceCall(community, { key, account, fromSlot })
    : registerP256DeviceCall(community, { p256, account, fromSlot });
}

/** Takes an enrolled device into the state, after its transaction was committed. */
export function applyEnrolment(state: CommunityState, device: DeviceState): void {
  state.devices.set(device.device, device);
  const meter = state.meters.get(device.meter);
  if (meter !== undefined && meter.fromSlot === null) meter.fromSlot = device.fromSlot;
}
