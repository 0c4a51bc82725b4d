import { printKwh, printPrice } from "@pumasi/quantities";
import type { Hex, Keccak256 } from "./keccak.js";
import type { BookLeaf } from "./leaves.js";
import { hashJson } from "./text-bytes.js";
import type { PublishedOrder } from "./wire/orders.js";
import type { PublishedReading } from "./wire/slots.js";

/** An order as auditors get it; quantities in human units. */
export function publishOrder(order: BookLeaf): PublishedOrder {
  return {
    sequence: order.sequence,
    account: order.account,
    device: order.device,
    side: order.side,
    energy: printKwh(order.energyUkwh),
    limitPrice: printPrice(order.limitPrice),
    nonce: order.nonce,
    signature: order.signature,
  };
}

/** The data hash of a clearing's header: the published orders of its book, in sequence. */
export function hashBookDocument(
  keccak: Keccak256,
  slot: number,
  orders: readonly PublishedOrder[],
): Hex {
  return hashJson(keccak, { slot, orders });
}

/** The data hash of a metering's header: the published readings that it was computed from. */
export function hashMeteringDocument(
  keccak: Keccak256,
  slot: number,
  version: number,
  readings: readonly PublishedReading[],
): Hex {
  return hashJson(keccak, { slot, version, readings });
}
