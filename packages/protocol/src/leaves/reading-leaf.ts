import type { SubstituteRule } from "@pumasi/market";
import { fromHex, recoveryByte } from "../hex.js";
import type { Address, Hex } from "../keccak.js";
import { PackedWords } from "../packed-words.js";
import { type DeviceQuality, QUALITY_CODE } from "../typed-data.js";
import { LEAF_TAG } from "./salts.js";

/** A meter that takes no part in a slot. */
export const ABSENT_CODE = 3;

/**
 * How a substitute's rule is written in its leaf; 0 is none. The ledger knows three rules. After a membership's end a register stays as
 * it is, an equal share of a rise of nothing, so that it is written as the first; the metering's data hash has the rule's own name.
 */
export const RULE_CODE: Record<SubstituteRule, number> = {
  "membership-ended": 1,
  "register-interpolation": 1,
  "same-hour-mean": 2,
  "community-mean": 3,
};

/** A signed message about both registers (10^-6 kWh). */
export interface SignedRegisters {
  importRegisterUkwh: number;
  exportRegisterUkwh: number;
  quality: DeviceQuality;
  device: Address;
  signature: Hex;
}

/**
 * A meter in one slot, 10^-6 kWh. `previous` is the meter + 1 of the same account's meter before, 0 if none;
 * `account…` sums the account's meters so far and `total…` all, its own included. The registers before are the settled
 * ones of the slot before, or those of `baseline`, the signed reading from which the meter begins.
 */
export interface ReadingLeaf {
  slot: number;
  meter: number;
  account: number;
  previous: number;
  quality: DeviceQuality | "substituted" | "absent";
  rule: SubstituteRule | null;
  importedUkwh: number;
  exportedUkwh: number;
  importRegisterUkwh: number;
  exportRegisterUkwh: number;
  importBeforeUkwh: number;
  exportBeforeUkwh: number;
  accountImportedUkwh: number;
  accountExportedUkwh: number;
  totalImportedUkwh: number;
  totalExportedUkwh: number;
  /** What the device signed; null for a substitute or an absent meter. */
  signed: SignedRegisters | null;
  /** Set in the first slot of a meter. */
  baseline: SignedRegisters | null;
}

/** The words of a reading's leaf (docs/COMMITMENTS.md); longer where the meter begins. */
export function encodeReadingLeaf(leaf: ReadingLeaf, salt: Uint8Array): Uint8Array {
  const { signed, baseline } = leaf;
  const words = new PackedWords(baseline === null ? 8 : 11)
    .tag(LEAF_TAG.reading)
    .u32(leaf.slot)
    .u32(leaf.meter)
    .u32(leaf.account)
    .u32(leaf.previous)
    .u8(leaf.quality === "absent" ? ABSENT_CODE : QUALITY_CODE[leaf.quality])
    .u8(leaf.rule === null ? 0 : RULE_CODE[leaf.rule])
    .u8(signed === null ? 0 : recoveryByte(signed.signature))
    .u8(baseline === null ? 0 : 1)
    .next()
    .word(salt)
    .u64(leaf.importedUkwh)
    .u64(leaf.exportedUkwh)
    .u64(leaf.importRegisterUkwh)
    .u64(leaf.exportRegisterUkwh)
    .u64(signed?.importRegisterUkwh ?? 0)
    .u64(signed?.exportRegisterUkwh ?? 0)
    .u64(leaf.accountImportedUkwh)
    .u64(leaf.accountExportedUkwh)
    .u64(leaf.totalImportedUkwh)
    .u64(leaf.totalExportedUkwh)
    .u64(leaf.importBeforeUkwh)
    .u64(leaf.exportBeforeUkwh);
  if (signed === null) words.zeroWord();
  else words.hexWord(signed.device, 0, 20);
  words.signature(signed?.signature ?? null);
  if (baseline !== null) {
    const device = new Uint8Array(32);
    device[0] = QUALITY_CODE[baseline.quality];
    device[1] = recoveryByte(baseline.signature);
    device.set(fromHex(baseline.device), 12);
    words.word(device).signature(baseline.signature);
  }
  return words.done();
}
