import { keccak_256 } from "@noble/hashes/sha3.js";
import fc from "fast-check";
import type { Address, Hex, Keccak256 } from "../keccak.js";

/** The JavaScript hash, which a browser would pass. */
export const keccak: Keccak256 = (bytes) => keccak_256(bytes);

/** Text of so many bytes in lower-case hexadecimal. */
export function hexOf(bytes: number): fc.Arbitrary<Hex> {
  return fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((array): Hex => `0x${Array.from(array, (b) => b.toString(16).padStart(2, "0")).join("")}`);
}

export const hash: fc.Arbitrary<Hex> = hexOf(32);
export const address: fc.Arbitrary<Address> = hexOf(20);
export const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
export const energy = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
export const price = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

/** The same 32 bytes over and over: inputs of vectors that anybody can write down. */
export function bytes32(byte: number): Hex {
  return `0x${byte.toString(16).padStart(2, "0").repeat(32)}`;
}
