import { fromHex, toHex } from "../hex.js";
import type { Hex, Keccak256 } from "../keccak.js";
import { PackedWords } from "../packed-words.js";
import type { RationCut } from "../ration-cut.js";
import { cutIndex, cutRemainder, HEADER_TAG } from "./header-words.js";

/**
 * The last filled order of one side: its price in 10^-6 currency/kWh net of fees, its own fill, and what its price level
 * offered and got (10^-6 kWh); zeros when nothing traded.
 */
export interface MarginalOrder {
  index: number;
  price: number;
  fillUkwh: number;
  levelFilledUkwh: number;
  levelOfferedUkwh: number;
  cut: RationCut | null;
}

/** What the ledger holds of a clearing. A price only means something when `energyUkwh` is above zero. */
export interface ClearingHeader {
  slot: number;
  orders: number;
  rulesVersion: number;
  price: number;
  energyUkwh: number;
  bid: MarginalOrder;
  ask: MarginalOrder;
  bookRoot: Hex;
  fillRoot: Hex;
  dataHash: Hex;
}

/** The marginal order of a side where nothing trades. */
export const NO_MARGINAL: MarginalOrder = {
  index: 0,
  price: 0,
  fillUkwh: 0,
  levelFilledUkwh: 0,
  levelOfferedUkwh: 0,
  cut: null,
};

/** The words of a clearing's header (docs/COMMITMENTS.md). */
export function encodeClearingHeader(header: ClearingHeader): Uint8Array {
  const { bid, ask } = header;
  const words = new PackedWords(8)
    .tag(HEADER_TAG.clearing)
    .u32(header.slot)
    .u32(header.orders)
    .u32(header.rulesVersion)
    .next()
    .i64(header.price)
    .u64(header.energyUkwh)
    .u32(bid.index)
    .u32(ask.index);
  cutIndex(words, bid.cut);
  cutIndex(words, ask.cut)
    .i64(bid.price)
    .i64(ask.price)
    .u64(bid.fillUkwh)
    .u64(ask.fillUkwh)
    .u64(bid.levelFilledUkwh)
    .u64(bid.levelOfferedUkwh)
    .u64(ask.levelFilledUkwh)
    .u64(ask.levelOfferedUkwh);
  cutRemainder(words, bid.cut);
  return cutRemainder(words, ask.cut)
    .next()
    .word(fromHex(header.bookRoot))
    .word(fromHex(header.fillRoot))
    .word(fromHex(header.dataHash))
    .done();
}

export function hashClearingHeader(keccak: Keccak256, header: ClearingHeader): Hex {
  return toHex(keccak(encodeClearingHeader(header)));
}
