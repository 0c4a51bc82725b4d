import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  createP256Signer,
  createSigner,
  isP256PrivateKey,
  isPrivateKey,
  type SecretSource,
} from "@pumasi/crypto";
import { type DeviceSigner, fromHex, type Hex, type Keccak256, toHex } from "@pumasi/protocol";
import type { DeviceCurve } from "./device-curve.js";
import { DeviceKeyInvalidError } from "./gateway-errors.js";
import { writeFileAtomically } from "./write-file-atomically.js";

/** A key on P-256 says so, because the same 32 bytes are a key on either curve. */
const P256_PREFIX = "p256:";
const KEY_TEXT = /^(p256:)?(0x[0-9a-f]{64})$/;

/**
 * The device's signer, from folder/device.key, which is made at the first start, on the curve that is asked for then, and readable
 * by its owner only. The key itself never leaves this function. Throws DeviceKeyInvalidError for a file that is not a key, because
 * a new key in its place would not be enrolled.
 */
export function loadDeviceSigner(
  keccak: Keccak256,
  folder: string,
  source: { secrets: SecretSource; name: string; curve: DeviceCurve },
): DeviceSigner {
  const file = join(folder, "device.key");
  if (!existsSync(file)) {
    const prefix = source.curve === "p256" ? P256_PREFIX : "";
    const made = source.secrets.privateKey(source.name);
    writeFileAtomically(file, `${prefix}${toHex(made)}\n`, 0o600);
  }
  const [, prefix, hex] = KEY_TEXT.exec(readFileSync(file, "utf8").trim()) ?? [];
  if (hex === undefined) throw new DeviceKeyInvalidError(file);
  const key = fromHex(hex as Hex);
  const isOnP256 = prefix === P256_PREFIX;
  if (!(isOnP256 ? isP256PrivateKey(key) : isPrivateKey(key))) {
    throw new DeviceKeyInvalidError(file);
  }
  return isOnP256 ? createP256Signer(keccak, key) : createSigner(keccak, key);
}
