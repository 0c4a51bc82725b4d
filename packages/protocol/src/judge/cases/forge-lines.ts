import { encodeMeteringHeader, type MeteringHeader } from "../../headers/index.js";
import type { Keccak256 } from "../../keccak.js";
import {
  encodeLineLeaf,
  type LineColumns,
  type LineLeaf,
  lineTotal,
  saltsOf,
} from "../../leaves/index.js";
import { MerkleTree } from "../../merkle.js";
import type { ShownSlot } from "../find/published.js";
import { bestCut } from "./best-cut.js";
import { type CommittedSlot, secretOf } from "./drawn-community.js";
import type { DrawnTerms } from "./drawn-terms.js";

/** Lines and header fields that a cheat made up; sums are not looked at. */
export interface ForgedLines {
  lines: LineLeaf[];
  header: MeteringHeader;
}

/** A true slot's lines and header, to be changed. */
export function copyLines({ committed }: CommittedSlot): ForgedLines {
  return {
    lines: committed.lines.leaves.map((line) => ({ ...line })),
    header: { ...committed.header },
  };
}

const ENERGIES = [
  "contractedBuyUkwh",
  "contractedSellUkwh",
  "importedUkwh",
  "exportedUkwh",
  "weightBuyUkwh",
  "weightSellUkwh",
  "deliveredBuyUkwh",
  "deliveredSellUkwh",
  "sharedBuyUkwh",
  "sharedSellUkwh",
  "offeredUkwh",
] as const;
const AMOUNTS = ["tradeAmount", "sharingAmount", "supplierAmount", "feeAmount"] as const;

/** Lines with their sums so far written anew. */
export function resum(lines: readonly LineLeaf[]): LineLeaf[] {
  const sums = {} as LineColumns;
  for (const name of ENERGIES) sums[name] = 0;
  for (const name of AMOUNTS) sums[name] = 0n;
  return lines.map((line, account) => {
    for (const name of ENERGIES) sums[name] += line[name];
    for (const name of AMOUNTS) sums[name] += line[name];
    return { ...line, account, sums: { ...sums } };
  });
}

/**
 * Lets everything follow from made-up energies, as a careful cheat does: weights, amounts by the header's prices, the
 * supplier's and the grid operator's so that all sums are zero, the header's totals and the best cuts. Pay-as-bid's trade
 * amounts are left as they are.
 */
export function followEnergies({ rule, terms, tariff }: DrawnTerms, forged: ForgedLines): void {
  const { lines, header } = forged;
  const isFirm = terms.product === 1;
  let [supplier, fees] = [0n, 0n];
  for (const line of lines) {
    const { importedUkwh, exportedUkwh, contractedBuyUkwh, contractedSellUkwh } = line;
    line.weightBuyUkwh = isFirm ? contractedBuyUkwh : Math.min(contractedBuyUkwh, importedUkwh);
    line.weightSellUkwh = isFirm ? contractedSellUkwh : Math.min(contractedSellUkwh, exportedUkwh);
    if (line.account < 4) continue;
    const bought = line.deliveredBuyUkwh + line.sharedBuyUkwh;
    const sold = line.deliveredSellUkwh + line.sharedSellUkwh;
    const delivered = line.deliveredSellUkwh - line.deliveredBuyUkwh;
    if (rule !== "PayAsBidRule") line.tradeAmount = BigInt(delivered) * BigInt(header.price);
    line.sharingAmount =
      BigInt(line.sharedSellUkwh - line.sharedBuyUkwh) * BigInt(header.sharingPrice);
    let [lacking, left] = [importedUkwh - bought, exportedUkwh - sold];
    if (isFirm && (lacking < 0 || left < 0)) {
      const net = lacking - left;
      [lacking, left] = net >= 0 ? [net, 0] : [0, -net];
    }
    line.supplierAmount =
      BigInt(-lacking) * BigInt(tariff.retailPrice) + BigInt(left) * BigInt(tariff.feedInPrice);
    line.feeAmount =
      BigInt(-bought) * BigInt(tariff.buyerFee) + BigInt(-sold) * BigInt(tariff.sellerFee);
    supplier -= line.supplierAmount;
    fees -= line.feeAmount;
  }
  (lines[0] as LineLeaf).supplierAmount = supplier;
  (lines[1] as LineLeaf).feeAmount = fees;
  followTotals(rule, forged);
}

/** The header's totals and cuts from the lines. */
function followTotals(rule: DrawnTerms["rule"], { lines, header }: ForgedLines): void {
  const sum = (name: (typeof ENERGIES)[number]) => lines.reduce((all, line) => all + line[name], 0);
  header.importedUkwh = sum("importedUkwh");
  header.exportedUkwh = sum("exportedUkwh");
  header.weightBuyUkwh = sum("weightBuyUkwh");
  header.weightSellUkwh = sum("weightSellUkwh");
  header.deliveredUkwh = sum("deliveredBuyUkwh");
  header.sharedUkwh = sum("sharedBuyUkwh");
  header.offeredUkwh = sum("offeredUkwh");
  const cutOf = (
    total: number,
    weightOf: (line: LineLeaf) => number,
    shareOf: (line: LineLeaf) => number,
  ) => {
    const entries = lines.map((line) => ({
      index: line.account,
      weight: weightOf(line),
      share: shareOf(line),
    }));
    return bestCut(total, entries);
  };
  const { deliveredUkwh, sharedUkwh } = header;
  const isStatic = rule === "StaticSharingRule";
  if (!isStatic) {
    header.deliveredBuyCut = cutOf(
      deliveredUkwh,
      (line) => line.weightBuyUkwh,
      (line) => line.deliveredBuyUkwh,
    );
    header.deliveredSellCut = cutOf(
      deliveredUkwh,
      (line) => line.weightSellUkwh,
      (line) => line.deliveredSellUkwh,
    );
    header.sharedBuyCut = cutOf(
      sharedUkwh,
      (line) => line.importedUkwh - line.deliveredBuyUkwh,
      (line) => line.sharedBuyUkwh,
    );
  }
  header.sharedSellCut = cutOf(
    sharedUkwh,
    (line) => line.exportedUkwh - line.deliveredSellUkwh,
    (line) => line.sharedSellUkwh,
  );
}

/** Commits made-up lines and header beside a true slot's readings. */
export function sealLines(
  keccak: Keccak256,
  slot: CommittedSlot,
  { lines, header }: ForgedLines,
): ShownSlot {
  const saltOf = saltsOf(keccak, secretOf(keccak, slot.parts.slot), "line");
  const words = resum(lines).map((line) => encodeLineLeaf(line, saltOf(line.account)));
  const lineRoot = new MerkleTree(keccak, words.map(keccak)).root;
  const readings = slot.shown.metering?.readings ?? [];
  return {
    ...slot.shown,
    metering: {
      header: encodeMeteringHeader({ ...header, lineRoot, accounts: lines.length }),
      readings,
      lines: words,
    },
  };
}

/** Whether every energy can be written at all: none is below zero. */
export function isWritable({ lines, header }: ForgedLines): boolean {
  const { deliveredUkwh, sharedUkwh } = header;
  return (
    deliveredUkwh >= 0 &&
    sharedUkwh >= 0 &&
    lines.every((line) => ENERGIES.every((name) => line[name] >= 0))
  );
}

/** What a slot comes to for everybody: energies and money by account, in one text to compare. */
export function outcomeOf(lines: readonly LineLeaf[]): string {
  return lines
    .map((line) => {
      const { importedUkwh, exportedUkwh, deliveredBuyUkwh, deliveredSellUkwh } = line;
      const energies = [importedUkwh, exportedUkwh, deliveredBuyUkwh, deliveredSellUkwh];
      const shared = [line.sharedBuyUkwh, line.sharedSellUkwh];
      const amounts = AMOUNTS.map((name) => line[name]);
      return [...energies, ...shared, ...amounts, lineTotal(line)].join();
    })
    .join(";")
    .replace(/(;0(,0)*)+$/, "");
}
