import { type SlotSettlement, type SubstituteRule, WHOLE_PPM } from "@pumasi/market";
import { apportion, assert, parseKwh } from "@pumasi/quantities";
import { type CommittedLeaves, commitLeaves } from "./commit-book.js";
import { hashMeteringDocument } from "./documents.js";
import type { MeteringHeader } from "./headers/index.js";
import type { Hex, Keccak256 } from "./keccak.js";
import {
  encodeLineLeaf,
  encodeReadingLeaf,
  type LineLeaf,
  type ReadingLeaf,
  type SignedRegisters,
  saltsOf,
} from "./leaves/index.js";
import { type LineFacts, lineLeaves, type SettledProduct } from "./line-leaves.js";
import { type RationCut, rationCut } from "./ration-cut.js";
import type { PublishedReading, PublishedSlot } from "./wire/slots.js";

function ukwh(text: string): number {
  const parsed = parseKwh(text);
  assert(parsed.ok, "a published energy is a decimal of at most six places");
  return parsed.value;
}

type SignedText = Pick<
  PublishedSlot["baselines"][number],
  "importRegister" | "exportRegister" | "quality" | "device" | "signature"
>;

function signedRegisters(signed: SignedText): SignedRegisters {
  const { importRegister, exportRegister, quality, device, signature } = signed;
  return {
    importRegisterUkwh: ukwh(importRegister),
    exportRegisterUkwh: ukwh(exportRegister),
    quality,
    device,
    signature,
  };
}

/**
 * The reading leaves of a slot, one for every meter from 0 to the last that was metered; a meter between that took no
 * part has a leaf that says so. `baselines` are the signed readings from which meters begin.
 */
export function readingLeaves(
  slot: number,
  readings: readonly PublishedReading[],
  baselines: readonly PublishedSlot["baselines"][number][],
  accountOfMeter: (meter: number) => number,
): ReadingLeaf[] {
  const byMeter = new Map(readings.map((reading) => [reading.meter, reading]));
  const begins = new Map(baselines.map((own) => [own.meter, own]));
  const meters = readings.reduce((most, { meter }) => Math.max(most, meter + 1), 0);
  const lastOf = new Map<number, ReadingLeaf>();
  let [totalImportedUkwh, totalExportedUkwh] = [0, 0];
  return Array.from({ length: meters }, (_, meter) => {
    const reading = byMeter.get(meter);
    const account = reading?.account ?? accountOfMeter(meter);
    const before = lastOf.get(account);
    const importedUkwh = reading === undefined ? 0 : ukwh(reading.imported);
    const exportedUkwh = reading === undefined ? 0 : ukwh(reading.exported);
    const importRegisterUkwh = reading === undefined ? 0 : ukwh(reading.importRegister);
    const exportRegisterUkwh = reading === undefined ? 0 : ukwh(reading.exportRegister);
    const baseline = reading === undefined ? undefined : begins.get(meter);
    totalImportedUkwh += importedUkwh;
    totalExportedUkwh += exportedUkwh;
    const leaf: ReadingLeaf = {
      slot,
      meter,
      account,
      previous: before === undefined ? 0 : before.meter + 1,
      quality: reading?.quality ?? "absent",
      rule: reading?.rule ? (reading.rule as SubstituteRule) : null,
      importedUkwh,
      exportedUkwh,
      importRegisterUkwh,
      exportRegisterUkwh,
      importBeforeUkwh: importRegisterUkwh - importedUkwh,
      exportBeforeUkwh: exportRegisterUkwh - exportedUkwh,
      accountImportedUkwh: (before?.accountImportedUkwh ?? 0) + importedUkwh,
      accountExportedUkwh: (before?.accountExportedUkwh ?? 0) + exportedUkwh,
      totalImportedUkwh,
      totalExportedUkwh,
      signed: reading?.signed ? signedRegisters(reading.signed) : null,
      baseline: baseline === undefined ? null : signedRegisters(baseline),
    };
    lastOf.set(account, leaf);
    return leaf;
  });
}

/** What a slot's metering is committed from. */
export interface MeteringInput {
  slot: number;
  version: number;
  secret: Hex;
  /** Zero for a slot at the grid tariff. */
  clearingHash: Hex;
  readings: readonly PublishedReading[];
  /** Signed readings of slot − 1 of the meters that were not metered in it. */
  baselines: readonly PublishedSlot["baselines"][number][];
  /** The register's account of a meter that takes no part. */
  accountOfMeter: (meter: number) => number;
  settlement: SlotSettlement;
  /** Sequence + 1 of the account's last order in the book, 0 when it has none. */
  lastOrderOf: (account: number) => number;
  rulesVersion: number;
  /** Absent: forward, capped at metered. */
  product?: SettledProduct;
  /** Each account's fixed key, by account (static sharing), in parts per million; together at most a million. */
  keysPpm?: readonly number[];
}

/** A metered and settled slot as committed: header, readings and lines with their trees. */
export interface CommittedMetering {
  header: MeteringHeader;
  readings: CommittedLeaves & { leaves: ReadingLeaf[] };
  lines: CommittedLeaves & { leaves: LineLeaf[] };
}

/** A metered and settled slot's header for the ledger, and the trees of its readings and lines. */
export function commitMetering(keccak: Keccak256, input: MeteringInput): CommittedMetering {
  const { slot, secret, settlement, product = "forward-capped" } = input;
  const readings = readingLeaves(slot, input.readings, input.baselines, input.accountOfMeter);
  const lastReadings = new Map(readings.map(({ account, meter }) => [account, meter + 1]));
  const offers = offerByKeys(input.keysPpm, readings.at(-1)?.totalExportedUkwh ?? 0);
  const facts: LineFacts = {
    product,
    lastOrderOf: input.lastOrderOf,
    lastReadingOf: (account) => lastReadings.get(account) ?? 0,
    offeredOf: (account) => offers?.offeredUkwh[account] ?? 0,
    keys: input.keysPpm?.length ?? 0,
  };
  const lines = lineLeaves(slot, settlement.lines, facts);
  const readingSalt = saltsOf(keccak, secret, "reading");
  const committedReadings = commitLeaves(
    keccak,
    readings.map((leaf) => encodeReadingLeaf(leaf, readingSalt(leaf.meter))),
  );
  const lineSalt = saltsOf(keccak, secret, "line");
  const committedLines = commitLeaves(
    keccak,
    lines.map((leaf) => encodeLineLeaf(leaf, lineSalt(leaf.account))),
  );
  const sums = (lines.at(-1) as LineLeaf).sums;
  const { deliveredUkwh, sharedUkwh } = settlement;
  const header: MeteringHeader = {
    slot,
    version: input.version,
    meters: readings.length,
    accounts: lines.length,
    rulesVersion: input.rulesVersion,
    price: settlement.price ?? 0,
    sharingPrice: settlement.sharingPrice ?? 0,
    deliveredUkwh,
    sharedUkwh,
    weightBuyUkwh: sums.weightBuyUkwh,
    weightSellUkwh: sums.weightSellUkwh,
    importedUkwh: sums.importedUkwh,
    exportedUkwh: sums.exportedUkwh,
    ...cutsOf(lines, deliveredUkwh, sharedUkwh, product),
    ...(offers === null ? {} : { deliveredBuyCut: offers.cut, sharedBuyCut: null }),
    offeredUkwh: sums.offeredUkwh,
    contractedUkwh: sums.contractedBuyUkwh,
    clearingHash: input.clearingHash,
    readingRoot: committedReadings.tree.root,
    lineRoot: committedLines.tree.root,
    dataHash: hashMeteringDocument(keccak, slot, input.version, input.readings),
  };
  return {
    header,
    readings: { ...committedReadings, leaves: readings },
    lines: { ...committedLines, leaves: lines },
  };
}

/** What fixed keys offer of the energy fed in (10^-6 kWh), nobody's share being the last; null without keys. */
function offerByKeys(
  keysPpm: readonly number[] | undefined,
  exportedUkwh: number,
): { offeredUkwh: number[]; cut: RationCut | null } | null {
  if (keysPpm === undefined) return null;
  const nobodys = WHOLE_PPM - keysPpm.reduce((sum, key) => sum + key, 0);
  const weights = [...keysPpm, nobodys];
  const shares = apportion(exportedUkwh, weights);
  const entries = weights.map((weightUkwh, index) => ({
    index,
    weightUkwh,
    shareUkwh: shares[index] as number,
  }));
  return { offeredUkwh: shares.slice(0, -1), cut: rationCut(exportedUkwh, entries) };
}

type Cuts = Pick<
  MeteringHeader,
  "deliveredBuyCut" | "deliveredSellCut" | "sharedBuyCut" | "sharedSellCut"
>;

/** The cuts of what was rationed: deliveries, and what was shared of the rest. */
function cutsOf(
  lines: readonly LineLeaf[],
  deliveredUkwh: number,
  sharedUkwh: number,
  product: SettledProduct,
): Cuts {
  const cutOf = (
    total: number,
    weightOf: (line: LineLeaf) => number,
    shareOf: (line: LineLeaf) => number,
  ) =>
    rationCut(
      total,
      lines.map((line) => ({
        index: line.account,
        weightUkwh: weightOf(line),
        shareUkwh: shareOf(line),
      })),
    );
  const isForward = product === "forward-capped";
  return {
    deliveredBuyCut: isForward
      ? cutOf(
          deliveredUkwh,
          (line) => line.weightBuyUkwh,
          (line) => line.deliveredBuyUkwh,
        )
      : null,
    deliveredSellCut: isForward
      ? cutOf(
          deliveredUkwh,
          (line) => line.weightSellUkwh,
          (line) => line.deliveredSellUkwh,
        )
      : null,
    sharedBuyCut: cutOf(
      sharedUkwh,
      (line) => line.importedUkwh - line.deliveredBuyUkwh,
      (line) => line.sharedBuyUkwh,
    ),
    sharedSellCut: cutOf(
      sharedUkwh,
      (line) => line.exportedUkwh - line.deliveredSellUkwh,
      (line) => line.sharedSellUkwh,
    ),
  };
}
