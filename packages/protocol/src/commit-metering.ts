import type { SlotSettlement } from "@pumasi/market";
import { assert, parseKwh } from "@pumasi/quantities";
import { hashMeteringDocument } from "./documents.js";
import type { MeteringHeader } from "./headers.js";
import { ZERO_HASH } from "./hex.js";
import type { Hex, Keccak256 } from "./keccak.js";
import { hashLineLeaf, hashReadingLeaf, type LineLeaf, type ReadingLeaf } from "./leaves.js";
import { MerkleTree } from "./merkle.js";
import type { TypedData } from "./typed-data.js";
import type { PublishedReading } from "./wire/slots.js";

function ukwh(text: string): number {
  const parsed = parseKwh(text);
  assert(parsed.ok, "a published energy is a decimal of at most six places");
  return parsed.value;
}

/** The reading leaf of a published reading; the digest is that of the signed message, zero for a substitute. */
export function readingLeaf(
  typedData: TypedData,
  slot: number,
  reading: PublishedReading,
): ReadingLeaf {
  const { signed } = reading;
  return {
    slot,
    meter: reading.meter,
    account: reading.account,
    importedUkwh: ukwh(reading.imported),
    exportedUkwh: ukwh(reading.exported),
    importRegisterUkwh: ukwh(reading.importRegister),
    exportRegisterUkwh: ukwh(reading.exportRegister),
    quality: reading.quality,
    rule: reading.rule,
    digest:
      signed === null
        ? ZERO_HASH
        : typedData.readingDigest({
            slot,
            meter: reading.meter,
            importRegisterUkwh: ukwh(signed.importRegister),
            exportRegisterUkwh: ukwh(signed.exportRegister),
            quality: signed.quality,
          }),
  };
}

/** The line leaves of a settled slot with their prefix sums; the last prefix total is zero. */
export function lineLeaves(
  slot: number,
  settlement: SlotSettlement,
  lastOrderOf: (account: number) => number,
): LineLeaf[] {
  let prefixTotal = 0n;
  const leaves = settlement.lines.map((line) => {
    prefixTotal += line.total;
    return { ...line, slot, lastOrder: lastOrderOf(line.account), prefixTotal };
  });
  assert(prefixTotal === 0n, "the totals of a settled slot sum to zero");
  return leaves;
}

/** A metered and settled slot's header for the ledger, and the trees of its readings and lines. */
export function commitMetering(
  keccak: Keccak256,
  typedData: TypedData,
  input: {
    slot: number;
    version: number;
    secret: Hex;
    clearingHash: Hex;
    readings: readonly PublishedReading[];
    settlement: SlotSettlement;
    /** Sequence + 1 of the account's last order in the book, 0 when it has none. */
    lastOrderOf: (account: number) => number;
    rulesVersion: number;
  },
): { header: MeteringHeader; readingTree: MerkleTree; lineTree: MerkleTree; lines: LineLeaf[] } {
  const { slot, secret, settlement, readings } = input;
  const readingTree = new MerkleTree(
    keccak,
    readings.map((reading, index) =>
      hashReadingLeaf(keccak, secret, index, readingLeaf(typedData, slot, reading)),
    ),
  );
  const lines = lineLeaves(slot, settlement, input.lastOrderOf);
  const lineTree = new MerkleTree(
    keccak,
    lines.map((line, index) => hashLineLeaf(keccak, secret, index, line)),
  );
  const header: MeteringHeader = {
    slot,
    version: input.version,
    meters: readings.length,
    accounts: lines.length,
    clearingHash: input.clearingHash,
    readingRoot: readingTree.root,
    lineRoot: lineTree.root,
    sharingPrice: settlement.sharingPrice ?? 0,
    deliveredUkwh: settlement.deliveredUkwh,
    sharedUkwh: settlement.sharedUkwh,
    rulesVersion: input.rulesVersion,
    dataHash: hashMeteringDocument(keccak, slot, input.version, readings),
  };
  return { header, readingTree, lineTree, lines };
}
