import { fromHex, toHex } from "../hex.js";
import type { Hex, Keccak256 } from "../keccak.js";
import { PackedWords } from "../packed-words.js";
import type { RationCut } from "../ration-cut.js";
import { cutIndex, cutRemainder, HEADER_TAG } from "./header-words.js";

/**
 * What the ledger holds of a metered and settled slot: prices in 10^-6 currency/kWh, zero where nothing was contracted or
 * shared; energies in 10^-6 kWh. `price` and `contractedUkwh` repeat the clearing's; `clearingHash` is zero for a slot at the
 * grid tariff.
 */
export interface MeteringHeader {
  slot: number;
  version: number;
  meters: number;
  accounts: number;
  rulesVersion: number;
  price: number;
  sharingPrice: number;
  deliveredUkwh: number;
  sharedUkwh: number;
  weightBuyUkwh: number;
  weightSellUkwh: number;
  importedUkwh: number;
  exportedUkwh: number;
  deliveredBuyCut: RationCut | null;
  deliveredSellCut: RationCut | null;
  sharedBuyCut: RationCut | null;
  sharedSellCut: RationCut | null;
  offeredUkwh: number;
  contractedUkwh: number;
  clearingHash: Hex;
  readingRoot: Hex;
  lineRoot: Hex;
  dataHash: Hex;
}

/** The words of a metering's header (docs/COMMITMENTS.md). */
export function encodeMeteringHeader(header: MeteringHeader): Uint8Array {
  const { deliveredBuyCut, deliveredSellCut, sharedBuyCut, sharedSellCut } = header;
  const cuts = [deliveredBuyCut, deliveredSellCut, sharedBuyCut, sharedSellCut];
  const words = new PackedWords(9)
    .tag(HEADER_TAG.metering)
    .u32(header.slot)
    .u32(header.version)
    .u32(header.meters)
    .u32(header.accounts)
    .u32(header.rulesVersion)
    .next()
    .i64(header.price)
    .i64(header.sharingPrice)
    .u64(header.deliveredUkwh)
    .u64(header.sharedUkwh)
    .u64(header.weightBuyUkwh)
    .u64(header.weightSellUkwh)
    .u64(header.importedUkwh)
    .u64(header.exportedUkwh);
  for (const cut of cuts) cutRemainder(words, cut);
  for (const cut of cuts) cutIndex(words, cut);
  return words
    .u64(header.offeredUkwh)
    .u64(header.contractedUkwh)
    .word(fromHex(header.clearingHash))
    .word(fromHex(header.readingRoot))
    .word(fromHex(header.lineRoot))
    .word(fromHex(header.dataHash))
    .done();
}

export function hashMeteringHeader(keccak: Keccak256, header: MeteringHeader): Hex {
  return toHex(keccak(encodeMeteringHeader(header)));
}
