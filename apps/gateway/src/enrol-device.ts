import { readFileSync } from "node:fs";
import { ApiRefusedError } from "@pumasi/client";
import {
  type DeviceSettings,
  type DeviceSigner,
  hashText,
  type Keccak256,
  type Signer,
  type TypedData,
} from "@pumasi/protocol";
import { EnrolmentCodeMissingError } from "./gateway-errors.js";
import type { GatewayApi } from "./gateway-parts.js";

/** The refusal of a server that has never seen the device. */
const UNKNOWN_DEVICE = "unknown_device";

export interface Enrolment {
  api: Pick<GatewayApi, "device" | "enrol">;
  community: string;
  keccak: Keccak256;
  signer: DeviceSigner;
  typed: TypedData;
  /** The one-time code, where it was given itself; needed at the first start only. */
  code?: string;
  /** The file with the one-time code, likewise. */
  codeFile?: string;
}

function readCode(file: string | undefined): string {
  if (file === undefined) throw new EnrolmentCodeMissingError(file);
  let code: string;
  try {
    code = readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new EnrolmentCodeMissingError(file, { cause });
  }
  if (code === "") throw new EnrolmentCodeMissingError(file);
  return code;
}

/** The device's settings, its household's limits among them, asked for with the device's own signature. */
export function askSettings({
  api,
  community,
  signer,
  typed,
}: Pick<Enrolment, "community" | "typed"> & {
  api: Pick<GatewayApi, "device">;
  signer: Signer;
}): Promise<DeviceSettings> {
  const digest = typed.settingsDigest({ device: signer.address });
  return api.device(community, signer.address, signer.sign(digest));
}

/**
 * The device's settings; enrols it with the one-time code when the server does not know it. The server
 * is asked first, so that a start after an answer that got lost does not spend a code twice. Throws
 * EnrolmentCodeMissingError and what the API throws.
 */
export async function enrolDevice(enrolment: Enrolment): Promise<DeviceSettings> {
  const { api, community, keccak, signer, typed } = enrolment;
  try {
    return await askSettings(enrolment);
  } catch (error) {
    const isUnknown = error instanceof ApiRefusedError && error.problem.code === UNKNOWN_DEVICE;
    if (!isUnknown) throw error;
  }
  const code = enrolment.code ?? readCode(enrolment.codeFile);
  const { address: device, p256 } = signer;
  const digest = typed.enrolmentDigest({ codeHash: hashText(keccak, code), device });
  return api.enrol(community, { code, device, p256, signature: signer.sign(digest) });
}
