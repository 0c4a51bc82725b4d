import { readFileSync } from "node:fs";
import { ApiRefusedError } from "@pumasi/client";
import {
  type DeviceSettings,
  type DeviceSigner,
  hashText,
  type Keccak256,
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
  /** The file with the one-time code; needed at the first start only. */
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

/**
 * The device's settings; enrols it with the one-time code when the server does not know it. The server
 * is asked first, so that a start after an answer that got lost does not spend a code twice. Throws
 * EnrolmentCodeMissingError and what the API throws.
 */
export async function enrolDevice(enrolment: Enrolment): Promise<DeviceSettings> {
  const { api, community, keccak, signer, typed } = enrolment;
  try {
    return await api.device(community, signer.address);
  } catch (error) {
    const isUnknown = error instanceof ApiRefusedError && error.problem.code === UNKNOWN_DEVICE;
    if (!isUnknown) throw error;
  }
  const code = readCode(enrolment.codeFile);
  const { address: device, p256 } = signer;
  const digest = typed.enrolmentDigest({ codeHash: hashText(keccak, code), device });
  return api.enrol(community, { code, device, p256, signature: signer.sign(digest) });
}
