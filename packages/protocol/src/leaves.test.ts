import { concat, encodeAbiParameters, keccak256, stringToHex } from "viem";
import { describe, expect, it } from "vitest";
import { bytes32, keccak } from "./cases/hashing.js";
import {
  bookLeaf,
  fillLeaf,
  lineLeaf,
  periodLeaf,
  periodSlotLeaf,
  readingLeaf,
} from "./cases/leaf-samples.js";
import { toHex } from "./hex.js";
import type { Hex } from "./keccak.js";
import {
  hashBookLeaf,
  hashFillLeaf,
  hashLineLeaf,
  hashPeriodLeaf,
  hashPeriodSlotLeaf,
  hashReadingLeaf,
  LEAF_TAG,
  type LeafKind,
  saltOf,
} from "./leaves.js";

const SECRET = bytes32(0x5e);

/** A leaf's hash by the code, and its fields after tag and salt as Solidity types them. */
interface Sample<Leaf> {
  leaf: Leaf;
  index: number;
  types: string[];
  values: unknown[];
  hash(secret: Hex, index: number, leaf: Leaf): Uint8Array;
}

const numbers = (leaf: object) => Object.values(leaf).filter((value) => typeof value !== "string");

function sample<Leaf>(terms: Sample<Leaf>): Sample<Leaf> {
  return terms;
}

const SAMPLES = {
  book: sample({
    leaf: bookLeaf,
    index: bookLeaf.sequence,
    types:
      "uint32 uint32 uint32 address uint8 int64 uint64 uint64 bytes32 bytes32 bytes32 uint8".split(
        " ",
      ),
    values: [
      bookLeaf.slot,
      bookLeaf.sequence,
      bookLeaf.account,
      bookLeaf.device,
      1,
      bookLeaf.limitPrice,
      bookLeaf.energyUkwh,
      bookLeaf.nonce,
      bookLeaf.digest,
      bytes32(0xa1),
      bytes32(0xa2),
      28,
    ],
    hash: (secret, index, leaf) => hashBookLeaf(keccak, secret, { ...leaf, sequence: index }),
  }),
  fill: sample({
    leaf: fillLeaf,
    index: fillLeaf.sequence,
    types: "uint32 uint32 uint64 uint64 uint64 uint32 uint64 uint64".split(" "),
    values: numbers(fillLeaf),
    hash: (secret, index, leaf) => hashFillLeaf(keccak, secret, { ...leaf, sequence: index }),
  }),
  reading: sample({
    leaf: readingLeaf,
    index: 9,
    types: "uint32 uint32 uint32 uint64 uint64 uint64 uint64 uint8 bytes32 bytes32".split(" "),
    values: [
      ...numbers(readingLeaf),
      2,
      stringToHex("same-hour-mean", { size: 32 }),
      readingLeaf.digest,
    ],
    hash: (secret, index, leaf) => hashReadingLeaf(keccak, secret, index, leaf),
  }),
  line: sample({
    leaf: lineLeaf,
    index: 5,
    types: [...Array(3).fill("uint32"), ...Array(8).fill("uint64"), ...Array(6).fill("int256")],
    values: numbers(lineLeaf),
    hash: (secret, index, leaf) => hashLineLeaf(keccak, secret, index, leaf),
  }),
  periodSlot: sample({
    leaf: periodSlotLeaf,
    index: 24,
    types: "uint32 uint32 int256 int256".split(" "),
    values: numbers(periodSlotLeaf),
    hash: (secret, index, leaf) => hashPeriodSlotLeaf(keccak, secret, index, leaf),
  }),
  period: sample({
    leaf: periodLeaf,
    index: 6,
    types: "uint32 uint32 int256 int256 int256 int256 int256 bytes32 uint32".split(" "),
    values: [...numbers(periodLeaf).slice(0, -1), periodLeaf.slotsRoot, periodLeaf.slots],
    hash: (secret, index, leaf) => hashPeriodLeaf(keccak, secret, index, leaf),
  }),
};

const TAGS: Record<LeafKind, string> = {
  book: "pumasi.book.v1",
  fill: "pumasi.fill.v1",
  reading: "pumasi.reading.v1",
  line: "pumasi.line.v1",
  periodSlot: "pumasi.period-slot.v1",
  period: "pumasi.period.v1",
};

const KINDS = Object.keys(SAMPLES) as LeafKind[];

/** Each kind's sample, its own leaf type forgotten. */
const sampleOf = (kind: LeafKind) => SAMPLES[kind] as unknown as Sample<Record<string, unknown>>;

/** What Solidity encodes, with viem's encoder in its place. */
function vectorOf(kind: LeafKind) {
  const { leaf, index, types, values } = sampleOf(kind);
  const tag = stringToHex(TAGS[kind], { size: 32 });
  const salt = keccak256(concat([SECRET, tag, encodeAbiParameters([{ type: "uint32" }], [index])]));
  const fields = encodeAbiParameters(
    types.map((type) => ({ type })),
    values.map((value) => (typeof value === "number" ? BigInt(value) : value)),
  );
  const encoded = concat([tag, salt, fields]);
  return { kind, secret: SECRET, index, leaf, salt, encoded, hash: keccak256(encoded) };
}

describe.each(KINDS)("a %s leaf", (kind) => {
  const { leaf, index, hash } = sampleOf(kind);

  it("is its tag, its salt and its fields as Solidity encodes them", () => {
    const vector = vectorOf(kind);
    expect(toHex(LEAF_TAG[kind])).toBe(stringToHex(TAGS[kind], { size: 32 }));
    expect(toHex(saltOf(keccak, SECRET, kind, index))).toBe(vector.salt);
    expect(toHex(hash(SECRET, index, leaf))).toBe(vector.hash);
  });

  it("changes with its place, its secret and every field", () => {
    const same = toHex(hash(SECRET, index, leaf));
    expect(toHex(hash(bytes32(0x5f), index, leaf))).not.toBe(same);
    expect(toHex(hash(SECRET, index + 1, leaf))).not.toBe(same);
    for (const [field, value] of Object.entries(leaf)) {
      if (field === "sequence") continue;
      expect(toHex(hash(SECRET, index, { ...leaf, [field]: another(value) }))).not.toBe(same);
    }
  });
});

it("vectors/leaves.json holds the hashes that the contracts share", async () => {
  const vectors = KINDS.map(vectorOf);
  const print = (_key: string, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value;
  await expect(`${JSON.stringify(vectors, print, 2)}\n`).toMatchFileSnapshot(
    "../vectors/leaves.json",
  );
});

/** A value of the same kind that is not the same. */
function another(value: unknown): unknown {
  if (typeof value === "bigint") return value + 1n;
  if (typeof value === "number") return value === 0 ? 1 : value - 1;
  if (value === "sell") return "buy";
  if (value === "substituted") return "estimated";
  const text = String(value);
  return text.startsWith("0x")
    ? text.replace(/[0-9a-f]$/, (last) => (last === "0" ? "1" : "0"))
    : "";
}
