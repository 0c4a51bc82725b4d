import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import type { Hex } from "./keccak.js";

/** Prints bytes as 0x-prefixed hexadecimal. */
export function toHex(bytes: Uint8Array): Hex {
  return `0x${bytesToHex(bytes)}`;
}

/** Reads 0x-prefixed hexadecimal; throws a RangeError or TypeError on anything else (a bug: wire input is checked before). */
export function fromHex(hex: Hex): Uint8Array {
  return hexToBytes(hex.slice(2));
}

/** Thirty-two zero bytes: the root of an empty tree and the head of an empty log. */
export const ZERO_HASH: Hex = `0x${"0".repeat(64)}`;
