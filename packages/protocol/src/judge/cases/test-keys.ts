import { fromHex, toHex } from "../../hex.js";
import type { Address, Hex, Keccak256 } from "../../keccak.js";
import type { RecoverSigner, VerifyP256 } from "../../signer.js";
import type { Register } from "../evidence.js";

/** A device key of a test, valid in [fromSlot, untilSlot). */
export interface TestKey {
  device: Address;
  account: number;
  fromSlot: number;
  untilSlot: number;
  p256: { x: Hex; y: Hex } | null;
  /** r, s and v of a digest. */
  sign(digest: Hex): Hex;
}

/** Where a test's keys come from: real curves, or what stands in for them. */
export interface KeyCraft {
  /** The key of a number. */
  make(number: number, isP256: boolean): Pick<TestKey, "device" | "p256" | "sign">;
  recoverSigner: RecoverSigner;
  verifyP256: VerifyP256;
}

/** Keys that sign by hashing: quick, and as easily told from a forgery. r hashes digest and key, s is the key's address. */
export function fakeKeys(keccak: Keccak256): KeyCraft {
  const hashOf = (digest: Hex, by: Hex): Hex => {
    const [one, two] = [fromHex(digest), fromHex(by)];
    const bytes = new Uint8Array(one.length + two.length);
    bytes.set(one);
    bytes.set(two, one.length);
    return toHex(keccak(bytes));
  };
  return {
    make(number, isP256) {
      const seed = keccak(new Uint8Array([7, number >> 8, number & 255]));
      const [x, y] = [toHex(keccak(seed)), toHex(keccak(keccak(seed)))];
      const device = toHex(seed.subarray(0, 20));
      const s = (isP256 ? "1" : device.slice(2)).padStart(64, "0");
      const sign = (digest: Hex): Hex =>
        `${hashOf(digest, isP256 ? x : device)}${s}${isP256 ? "00" : "1b"}`;
      return { device, p256: isP256 ? { x, y } : null, sign };
    },
    recoverSigner(digest, signature) {
      const device: Hex = `0x${signature.slice(90, 130)}`;
      if (BigInt(device) !== BigInt(`0x${signature.slice(66, 130)}`)) return null;
      const isSigned = hashOf(digest, device) === signature.slice(0, 66);
      return isSigned && signature.endsWith("1b") ? device : null;
    },
    verifyP256: (digest, r, s, x) => hashOf(digest, x) === r && BigInt(s) === 1n,
  };
}

/** A register of test keys and of meters by account. */
export function registerOf(
  keys: readonly TestKey[],
  meters: readonly number[],
  receiptSigner: Address,
): Register {
  const byDevice = new Map(keys.map((key) => [key.device, key]));
  return {
    deviceAt(device, slot) {
      const key = byDevice.get(device);
      const isValid = key !== undefined && slot >= key.fromSlot && slot < key.untilSlot;
      return isValid ? { account: key.account, p256: key.p256 } : null;
    },
    accountOfMeter: (meter) => meters[meter] ?? null,
    receiptSignerAt: () => receiptSigner,
  };
}
