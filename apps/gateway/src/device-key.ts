import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSigner, isPrivateKey, type SecretSource } from "@pumasi/crypto";
import { fromHex, type Hex, type Keccak256, type Signer, toHex } from "@pumasi/protocol";
import { DeviceKeyInvalidError } from "./gateway-errors.js";
import { writeFileAtomically } from "./write-file-atomically.js";

const KEY_TEXT = /^0x[0-9a-f]{64}$/;

/**
 * The device's signer, from folder/device.key, which is made at the first start and readable by its
 * owner only. The key itself never leaves this function. Throws DeviceKeyInvalidError for a file that
 * is not a key, because a new key in its place would not be enrolled.
 */
export function loadDeviceSigner(
  keccak: Keccak256,
  folder: string,
  secrets: SecretSource,
  name: string,
): Signer {
  const file = join(folder, "device.key");
  if (!existsSync(file)) {
    const made = secrets.privateKey(name);
    writeFileAtomically(file, `${toHex(made)}\n`, 0o600);
    return createSigner(keccak, made);
  }
  const text = readFileSync(file, "utf8").trim();
  if (!KEY_TEXT.test(text)) throw new DeviceKeyInvalidError(file);
  const key = fromHex(text as Hex);
  if (!isPrivateKey(key)) throw new DeviceKeyInvalidError(file);
  return createSigner(keccak, key);
}
