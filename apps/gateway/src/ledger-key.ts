import { readFileSync, statSync } from "node:fs";
import { createSigner, isPrivateKey } from "@pumasi/crypto";
import { fromHex, type Hex, type Keccak256, type P256Point, type Signer } from "@pumasi/protocol";
import { LedgerKeyInvalidError, LedgerKeyMissingError } from "./gateway-errors.js";

const KEY_TEXT = /^0x[0-9a-fA-F]{64}$/;

/** Any right of the group or of others. */
const RIGHTS_OF_OTHERS = 0o077;

/**
 * Who signs what the gateway sends to the ledger: the key in the file, or without one the device itself. The community's
 * embedded ledger charges nothing; where a ledger charges fees, the file's key pays them. Throws LedgerKeyInvalidError, and
 * LedgerKeyMissingError for a device on P-256 without a file.
 */
export function loadLedgerSigner(
  keccak: Keccak256,
  device: Signer & { p256?: P256Point | null },
  file: string | undefined,
): Signer {
  if (file !== undefined) return signerOf(keccak, file);
  if (device.p256 !== undefined && device.p256 !== null) throw new LedgerKeyMissingError();
  return device;
}

function signerOf(keccak: Keccak256, file: string): Signer {
  let text: string;
  try {
    // Windows keeps rights elsewhere and always shows the same mode.
    const isExposed =
      process.platform !== "win32" && (statSync(file).mode & RIGHTS_OF_OTHERS) !== 0;
    if (isExposed) throw new LedgerKeyInvalidError(file, "others may read or change it");
    text = readFileSync(file, "utf8").trim();
  } catch (cause) {
    if (cause instanceof LedgerKeyInvalidError) throw cause;
    throw new LedgerKeyInvalidError(file, (cause as Error).message, { cause });
  }
  if (!KEY_TEXT.test(text)) throw new LedgerKeyInvalidError(file, "its text is no key");
  const key = fromHex(text.toLowerCase() as Hex);
  if (!isPrivateKey(key)) throw new LedgerKeyInvalidError(file, "its number is outside the curve");
  return createSigner(keccak, key);
}
