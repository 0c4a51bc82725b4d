import { printKwh, printPrice } from "@pumasi/quantities";
import type { Hex, Keccak256 } from "./keccak.js";
import type { BookLeaf } from "./leaves/index.js";
import { hashText } from "./text-bytes.js";
import type { PublishedOrder } from "./wire/orders.js";
import type { PublishedReading } from "./wire/slots.js";

/** An order as auditors get it; quantities in human units. Its keys ascend, as the canonical text has them. */
export function publishOrder(order: BookLeaf): PublishedOrder {
  return {
    account: order.account,
    device: order.device,
    energy: printKwh(order.energyUkwh),
    limitPrice: printPrice(order.limitPrice),
    nonce: order.nonce,
    sequence: order.sequence,
    side: order.side,
    signature: order.signature,
  };
}

/** The data hash of a clearing's header from the orders themselves: the same as of the published ones. */
export function hashBook(keccak: Keccak256, slot: number, orders: readonly BookLeaf[]): Hex {
  return hashText(keccak, JSON.stringify({ orders: orders.map(publishOrder), slot }));
}

/** The data hash of a clearing's header: the published orders of its book, in sequence. */
export function hashBookDocument(
  keccak: Keccak256,
  slot: number,
  orders: readonly PublishedOrder[],
): Hex {
  return hashText(keccak, JSON.stringify({ orders: orders.map(sortedOrder), slot }));
}

/** The data hash of a metering's header: the published readings that it was computed from. */
export function hashMeteringDocument(
  keccak: Keccak256,
  slot: number,
  version: number,
  readings: readonly PublishedReading[],
): Hex {
  return hashText(keccak, JSON.stringify({ readings: readings.map(sortedReading), slot, version }));
}

// Documents hold texts, whole numbers and null only, which JSON.stringify writes as RFC 8785 does: with their keys in
// ascending order it gives the canonical text. Sorting every object's keys anew took longer than hashing all leaves.

function sortedOrder(order: PublishedOrder): Required<PublishedOrder> {
  const { account, device, energy, limitPrice, nonce, sequence, side, signature } = order;
  return { account, device, energy, limitPrice, nonce, sequence, side, signature };
}

function sortedReading(reading: PublishedReading): Required<PublishedReading> {
  const { account, exported, exportRegister, imported, importRegister, meter } = reading;
  const { quality, rule, signed } = reading;
  return {
    account,
    exportRegister,
    exported,
    importRegister,
    imported,
    meter,
    quality,
    rule,
    signed: signed === null ? null : sortedSigned(signed),
  };
}

type Signed = NonNullable<PublishedReading["signed"]>;

function sortedSigned(signed: Signed): Required<Signed> {
  const { device, exportRegister, importRegister, quality, recordedAt, signature } = signed;
  return { device, exportRegister, importRegister, quality, recordedAt, signature };
}
