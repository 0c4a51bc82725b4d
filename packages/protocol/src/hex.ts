import { bytesToHex } from "@noble/hashes/utils.js";
import type { Hex } from "./keccak.js";

/** Prints bytes as 0x-prefixed hexadecimal. */
export function toHex(bytes: Uint8Array): Hex {
  return `0x${bytesToHex(bytes)}`;
}

const INVALID = 0xff;

/** What a character code is worth as a hexadecimal digit. */
const DIGITS = new Uint8Array(128).fill(INVALID);
for (let digit = 0; digit < 16; digit++) {
  DIGITS[digit.toString(16).charCodeAt(0)] = digit;
  DIGITS[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

/**
 * Reads 0x-prefixed hexadecimal; throws a RangeError on anything else (a bug: wire input is checked before). A table
 * instead of a library, since every leaf has a device and a signature and reading them took longer than hashing.
 */
export function fromHex(hex: Hex): Uint8Array {
  const length = bytesOfHex(hex);
  const bytes = new Uint8Array(length);
  readHexInto(hex, 0, length, bytes, 0);
  return bytes;
}

/** How many bytes hexadecimal text stands for. Throws a RangeError as `fromHex`. */
export function bytesOfHex(hex: Hex): number {
  const length = hex.length / 2 - 1;
  if (!Number.isInteger(length) || hex[0] !== "0" || hex[1] !== "x") {
    throw new RangeError(`not hexadecimal: ${hex}`);
  }
  return length;
}

/** Writes bytes [from, until) of hexadecimal text to `target` at `at`. Throws a RangeError as `fromHex`. */
export function readHexInto(
  hex: Hex,
  from: number,
  until: number,
  target: Uint8Array,
  at: number,
): void {
  for (let i = from; i < until; i++) {
    const high = DIGITS[hex.charCodeAt(2 * i + 2)] ?? INVALID;
    const low = DIGITS[hex.charCodeAt(2 * i + 3)] ?? INVALID;
    if ((high | low) > 0xf) throw new RangeError(`not hexadecimal: ${hex}`);
    target[at + i - from] = (high << 4) | low;
  }
}

const oneByte = new Uint8Array(1);

/** A signature's last byte, v; 0 where it is of r and s alone. */
export function recoveryByte(signature: Hex): number {
  if (bytesOfHex(signature) <= 64) return 0;
  readHexInto(signature, 64, 65, oneByte, 0);
  return oneByte[0] as number;
}

/** Thirty-two zero bytes: the root of an empty tree and the head of an empty log. */
export const ZERO_HASH: Hex = `0x${"0".repeat(64)}`;
