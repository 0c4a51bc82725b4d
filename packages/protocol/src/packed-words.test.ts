import { expect, it } from "vitest";
import { toHex } from "./hex.js";
import { PackedWords } from "./packed-words.js";

const encode = (value: number) => new PackedWords(4).tag("test").u32(value).next().u64(value);

it("keeps what was finished when thousands of others follow, over many sheets", () => {
  const finished = Array.from({ length: 5_000 }, (_, value) =>
    encode(value).next().zeroWord().zeroWord().done(),
  );
  for (const [value, bytes] of finished.entries()) {
    expect(bytes).toHaveLength(128);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    expect([view.getUint32(8), view.getBigUint64(32)]).toEqual([value, BigInt(value)]);
  }
});

it("starts from zeros, whatever an encoding that was given up has left", () => {
  encode(0xffff).next().word(new Uint8Array(32).fill(0xff)).word(new Uint8Array(32).fill(0xff));
  const words = new PackedWords(4).tag("x").next().zeroWord().zeroWord().zeroWord().done();
  expect(toHex(words)).toBe(`0x78${"0".repeat(254)}`);
});

it("refuses two encodings at once", () => {
  const first = encode(1);
  const second = encode(2);
  first.next().zeroWord().zeroWord().done();
  expect(() => second.next().zeroWord().zeroWord().done()).toThrow("one after the other");
});

it("refuses an encoding that is not whole, and a word that does not begin one", () => {
  expect(() => encode(1).done()).toThrow("every word");
  expect(() => new PackedWords(1).u32(1).zeroWord()).toThrow("begins a word");
  expect(() => new PackedWords(1).u32(1).hexWord("0x00", 0, 1)).toThrow("begins a word");
});

it("reads a part of hexadecimal text to a word's low end, and refuses what is none", () => {
  const words = new PackedWords(1).hexWord("0x0102ff", 1, 3).done();
  expect(toHex(words)).toBe(`0x${"0".repeat(60)}02ff`);
  expect(() => new PackedWords(1).hexWord("0x01", 0, 2)).toThrow(RangeError);
  expect(() => new PackedWords(1).hexWord("0x0g", 0, 1)).toThrow(RangeError);
});
