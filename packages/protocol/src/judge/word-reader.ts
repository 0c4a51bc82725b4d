import { bytesToHex } from "@noble/hashes/utils.js";
import type { Address, Hex } from "../keccak.js";

/**
 * Reads fields from 32-byte words, from each word's highest bits down, as docs/COMMITMENTS.md lays them out. It notes, and
 * never throws, when a tag, a length or padding is not as it should be: a leaf that somebody else committed to may be
 * anything.
 */
export class WordReader {
  private readonly view: DataView;
  private offset = 0;
  private sound: boolean;

  /** Reads `count` words; other lengths read as zeros and are malformed. */
  constructor(bytes: Uint8Array, count: number) {
    this.sound = bytes.length === count * 32;
    const known = this.sound ? bytes : new Uint8Array(count * 32);
    this.view = new DataView(known.buffer, known.byteOffset, known.length);
  }

  /** Expects a name of at most eight ASCII characters, right-padded with zeros. */
  tag(name: string): this {
    for (let i = 0; i < 8; i++) {
      const expected = i < name.length ? name.charCodeAt(i) : 0;
      if (this.view.getUint8(this.offset + i) !== expected) this.sound = false;
    }
    this.offset += 8;
    return this;
  }

  /** Expects these two numbers of 32 bits each, such as a leaf's slot and index. */
  expect(first: number, second: number): this {
    const [one, other] = [this.u32(), this.u32()];
    if (one !== first || other !== second) this.sound = false;
    return this;
  }

  u8(): number {
    this.offset += 1;
    return this.view.getUint8(this.offset - 1);
  }

  u32(): number {
    this.offset += 4;
    return this.view.getUint32(this.offset - 4);
  }

  u64(): bigint {
    this.offset += 8;
    return this.view.getBigUint64(this.offset - 8);
  }

  i64(): bigint {
    this.offset += 8;
    return this.view.getBigInt64(this.offset - 8);
  }

  i128(): bigint {
    const high = this.i64();
    return (high << 64n) | this.u64();
  }

  /** A whole word. */
  word(): Hex {
    return this.hex(32);
  }

  /** The address in the low 160 bits of the word; the bits between here and there are padding. */
  address(): Address {
    this.zerosTo(this.offset - (this.offset % 32) + 12);
    return this.hex(20);
  }

  /** Goes on with the next word; what is left of this one must be zero. */
  next(): this {
    if (this.offset % 32 !== 0) this.zerosTo(this.offset - (this.offset % 32) + 32);
    return this;
  }

  /** Skips a whole word that may hold anything, such as a salt. */
  skipWord(): this {
    this.offset += 32;
    return this;
  }

  /** Expects a whole word of zeros. */
  zeroWord(): this {
    this.zerosTo(this.offset + 32);
    return this;
  }

  /** Whether every word was read and everything was as it should be. */
  isSound(): boolean {
    this.next();
    return this.sound && this.offset === this.view.byteLength;
  }

  private zerosTo(end: number): void {
    while (this.offset < end) {
      if (this.view.getUint8(this.offset) !== 0) this.sound = false;
      this.offset += 1;
    }
  }

  private hex(length: number): Hex {
    const bytes = new Uint8Array(this.view.buffer, this.view.byteOffset + this.offset, length);
    this.offset += length;
    return `0x${bytesToHex(bytes)}`;
  }
}
