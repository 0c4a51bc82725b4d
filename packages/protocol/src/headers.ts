import { toHex } from "./hex.js";
import type { Hex, Keccak256 } from "./keccak.js";
import { Words } from "./words.js";

/** What the ledger holds of a frozen book. */
export interface BookHeader {
  slot: number;
  orders: number;
  bookRoot: Hex;
}

/** The last (partly) filled order of one side: price in 10^-6 currency/kWh net of fees, fill in 10^-6 kWh; zeros when nothing traded. */
export interface MarginalOrder {
  index: number;
  price: number;
  fill: number;
}

/** What the ledger holds of a clearing. A price only means something when `energyUkwh` is above zero. */
export interface ClearingHeader {
  slot: number;
  orders: number;
  bookRoot: Hex;
  fillRoot: Hex;
  price: number;
  energyUkwh: number;
  bid: MarginalOrder;
  ask: MarginalOrder;
  rulesVersion: number;
  dataHash: Hex;
}

/** What the ledger holds of a metered and settled slot. */
export interface MeteringHeader {
  slot: number;
  version: number;
  meters: number;
  accounts: number;
  clearingHash: Hex;
  readingRoot: Hex;
  lineRoot: Hex;
  sharingPrice: number;
  deliveredUkwh: number;
  sharedUkwh: number;
  rulesVersion: number;
  dataHash: Hex;
}

/** keccak256(abi.encode(header)), as the Market contract computes it. */
export function hashBookHeader(keccak: Keccak256, header: BookHeader): Hex {
  return toHex(
    keccak(new Words(3).uint(header.slot).uint(header.orders).hex(header.bookRoot).done()),
  );
}

/** keccak256(abi.encode(header)), as the Market contract computes it. */
export function hashClearingHeader(keccak: Keccak256, header: ClearingHeader): Hex {
  const words = new Words(14)
    .uint(header.slot)
    .uint(header.orders)
    .hex(header.bookRoot)
    .hex(header.fillRoot)
    .int(header.price)
    .uint(header.energyUkwh);
  for (const marginal of [header.bid, header.ask]) {
    words.uint(marginal.index).int(marginal.price).uint(marginal.fill);
  }
  return toHex(keccak(words.uint(header.rulesVersion).hex(header.dataHash).done()));
}

/** keccak256(abi.encode(header)), as the Market contract computes it. */
export function hashMeteringHeader(keccak: Keccak256, header: MeteringHeader): Hex {
  return toHex(
    keccak(
      new Words(12)
        .uint(header.slot)
        .uint(header.version)
        .uint(header.meters)
        .uint(header.accounts)
        .hex(header.clearingHash)
        .hex(header.readingRoot)
        .hex(header.lineRoot)
        .int(header.sharingPrice)
        .uint(header.deliveredUkwh)
        .uint(header.sharedUkwh)
        .uint(header.rulesVersion)
        .hex(header.dataHash)
        .done(),
    ),
  );
}
