import { utf8ToBytes } from "@noble/hashes/utils.js";
import { assert } from "@pumasi/quantities";
import canonicalizeJson from "canonicalize";
import { toHex } from "./hex.js";
import type { Hex, Keccak256 } from "./keccak.js";

/** keccak256 of a text's UTF-8 bytes. */
export function hashText(keccak: Keccak256, text: string): Hex {
  return toHex(keccak(utf8ToBytes(text)));
}

/** keccak256 of a JSON value in canonical form (RFC 8785), so that whoever has the value gets the same hash. */
export function hashJson(keccak: Keccak256, value: unknown): Hex {
  const text = canonicalizeJson(value);
  assert(text !== undefined, "a hashed value is JSON");
  return hashText(keccak, text);
}
