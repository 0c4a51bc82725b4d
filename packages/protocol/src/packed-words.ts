import { assert } from "@pumasi/quantities";
import { readHexInto } from "./hex.js";
import type { Hex } from "./keccak.js";

const TWO_32 = 2 ** 32;

/** The longest encoding there is. */
const MOST_WORDS = 16;

/** Bytes of a sheet; what is kept of one leaf keeps its whole sheet, which other leaves of its tree share. */
const SHEET = 64 * 1024;

/**
 * Encodings are written one after the other, never two at once, onto a sheet that they share: making a buffer and its view
 * for each leaf took longer than hashing it.
 */
let room = new Uint8Array(0);
let view = new DataView(room.buffer);
/** Where the next encoding begins. */
let free = 0;
/** Where the furthest encoding that was begun ends; beyond `free` when one was not done. */
let begun = 0;

/**
 * Writes fields into 32-byte words, from each word's highest bits down, as docs/COMMITMENTS.md lays leaves and headers out.
 * What a word has left over stays zero.
 */
export class PackedWords {
  private readonly start: number;
  private readonly end: number;
  private offset: number;

  constructor(count: number) {
    assert(count <= MOST_WORDS, "an encoding has room");
    if (free + count * 32 > room.length) {
      room = new Uint8Array(SHEET);
      view = new DataView(room.buffer);
      free = 0;
      begun = 0;
    }
    this.start = free;
    this.end = free + count * 32;
    this.offset = free;
    // A fresh sheet is zero; only an encoding that was given up half-way has left something here.
    if (begun > free) room.fill(0, free);
    begun = Math.max(begun, this.end);
  }

  u8(value: number): this {
    room[this.offset] = value;
    this.offset += 1;
    return this;
  }

  u32(value: number): this {
    assert(value >= 0 && value < TWO_32, "an unsigned field fits 32 bits");
    view.setUint32(this.offset, value);
    this.offset += 4;
    return this;
  }

  /** A safe integer, 0 or more. */
  u64(value: number): this {
    assert(value >= 0, "an unsigned field is 0 or more");
    return this.i64(value);
  }

  /** A safe integer of either sign. */
  i64(value: number): this {
    assert(Number.isSafeInteger(value), "a field of 64 bits is a safe integer");
    const high = Math.floor(value / TWO_32);
    view.setInt32(this.offset, high);
    view.setUint32(this.offset + 4, value - high * TWO_32);
    this.offset += 8;
    return this;
  }

  /** All 64 bits set: what stands for "none". */
  none64(): this {
    room.fill(0xff, this.offset, this.offset + 8);
    this.offset += 8;
    return this;
  }

  /** A signed number below 2^127 in size. */
  i128(value: bigint): this {
    if (value === 0n) {
      this.offset += 16;
      return this;
    }
    const low = BigInt.asIntN(64, value);
    view.setBigInt64(this.offset, low === value ? (low < 0n ? -1n : 0n) : value >> 64n);
    view.setBigInt64(this.offset + 8, low);
    this.offset += 16;
    return this;
  }

  /** Eight ASCII characters at most, as the 64-bit tag that a leaf or header begins with. */
  tag(name: string): this {
    assert(this.offset === this.start && name.length <= 8, "a tag is the first eight bytes");
    for (let i = 0; i < name.length; i++) room[this.start + i] = name.charCodeAt(i);
    this.offset += 8;
    return this;
  }

  /** Up to 32 bytes as a whole word, aligned to its low end as Solidity pads numbers and addresses. */
  word(value: Uint8Array): this {
    assert(this.offset % 32 === 0 && value.length <= 32, "a whole word begins a word");
    this.offset += 32;
    room.set(value, this.offset - value.length);
    return this;
  }

  /** Bytes [from, until) of hexadecimal text, at most 32, as a whole word likewise. */
  hexWord(value: Hex, from: number, until: number): this {
    assert(this.offset % 32 === 0 && until - from <= 32, "a whole word begins a word");
    this.offset += 32;
    readHexInto(value, from, until, room, this.offset - (until - from));
    return this;
  }

  /** A signature's r and s as two words, or two zero words without one. */
  signature(value: Hex | null): this {
    return value === null
      ? this.zeroWord().zeroWord()
      : this.hexWord(value, 0, 32).hexWord(value, 32, 64);
  }

  /** Leaves a whole word zero. */
  zeroWord(): this {
    assert(this.offset % 32 === 0, "a whole word begins a word");
    this.offset += 32;
    return this;
  }

  /** Goes on with the next word; what is left of this one is zero. */
  next(): this {
    this.offset = Math.ceil(this.offset / 32) * 32;
    return this;
  }

  /** The finished bytes; the last word must have been reached. They are a part of a larger buffer. */
  done(): Uint8Array {
    assert(
      this.offset > this.end - 32 && this.offset <= this.end,
      "every word of an encoding is written",
    );
    assert(free === this.start, "encodings are written one after the other");
    free = this.end;
    return room.subarray(this.start, this.end);
  }
}
