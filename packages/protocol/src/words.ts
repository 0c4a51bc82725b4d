import { assert } from "@pumasi/quantities";
import { fromHex } from "./hex.js";
import type { Hex } from "./keccak.js";

/**
 * Writes values as the 32-byte big-endian words of Solidity's abi.encode for static types, so that a
 * contract hashes exactly the same bytes.
 */
export class Words {
  private readonly view: DataView;
  private offset = 0;
  readonly bytes: Uint8Array;

  constructor(readonly count: number) {
    this.bytes = new Uint8Array(count * 32);
    this.view = new DataView(this.bytes.buffer);
  }

  /** An unsigned number below 2^64 (a safe integer or a bigint). */
  uint(value: number | bigint): this {
    const wide = BigInt(value);
    assert(wide >= 0n && wide < 1n << 64n, "an unsigned word fits 64 bits");
    this.view.setBigUint64(this.offset + 24, wide);
    this.offset += 32;
    return this;
  }

  /** A signed number below 2^191 in size, as two's complement over the whole word. */
  int(value: number | bigint): this {
    let rest = BigInt.asUintN(256, BigInt(value));
    for (let lane = 3; lane >= 0; lane--) {
      this.view.setBigUint64(this.offset + lane * 8, BigInt.asUintN(64, rest));
      rest >>= 64n;
    }
    this.offset += 32;
    return this;
  }

  /** Up to 32 bytes: bytes32 as they are, an address to the right, as Solidity pads them. */
  hex(value: Hex): this {
    return this.raw(fromHex(value));
  }

  raw(value: Uint8Array): this {
    assert(value.length <= 32, "a word holds 32 bytes");
    this.bytes.set(value, this.offset + 32 - value.length);
    this.offset += 32;
    return this;
  }

  /** The finished bytes; every word must have been written. */
  done(): Uint8Array {
    assert(this.offset === this.bytes.length, "every word of an encoding is written");
    return this.bytes;
  }
}

/** An ASCII name (at most 32 characters) as a left-aligned word, the way Solidity writes bytes32("name"). */
export function nameWord(name: string): Uint8Array {
  assert(name.length <= 32, "a name fits one word");
  const word = new Uint8Array(32);
  for (let i = 0; i < name.length; i++) word[i] = name.charCodeAt(i);
  return word;
}
