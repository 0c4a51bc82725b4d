import type {
  Hex,
  HomeEnergyInput,
  HomeEnergyMessage,
  OrderInput,
  OrderMessage,
  ReadingInput,
  ReadingMessage,
  Signer,
  TypedData,
} from "@pumasi/protocol";
import { printKwh, printPrice, type Slot } from "@pumasi/quantities";
import type { JournaledOrder } from "./order-journal.js";

/** Nonces set aside for each slot, so that a slot's orders never use another slot's. */
const NONCES_PER_SLOT = 16;

/**
 * The nonce of a slot's order. It depends on the slot alone, so that a gateway that lost its journal
 * signs the same nonce again and the server refuses a second order instead of taking both.
 */
export function orderNonce(slot: Slot): number {
  return slot * NONCES_PER_SLOT;
}

/** Signs an order and writes it as it is posted. */
export function signOrder(typed: TypedData, signer: Signer, message: OrderMessage): JournaledOrder {
  const digest = typed.orderDigest(message);
  const order: OrderInput = {
    slot: message.slot,
    account: message.account,
    side: message.side,
    energy: printKwh(message.energyUkwh),
    limitPrice: printPrice(message.limitPrice),
    nonce: message.nonce,
    device: signer.address,
    signature: signer.sign(digest),
  };
  return { digest, order };
}

/** Signs a reading and writes it as it is posted. */
export function signReading(
  typed: TypedData,
  signer: Signer,
  message: ReadingMessage,
): { digest: Hex; reading: ReadingInput } {
  const digest = typed.readingDigest(message);
  const reading: ReadingInput = {
    slot: message.slot,
    meter: message.meter,
    importRegister: printKwh(message.importRegisterUkwh),
    exportRegister: printKwh(message.exportRegisterUkwh),
    quality: message.quality,
    device: signer.address,
    signature: signer.sign(digest),
  };
  return { digest, reading };
}

/** Signs what a home says of itself in a slot and writes it as it is posted. */
export function signHomeEnergy(
  typed: TypedData,
  signer: Signer,
  message: HomeEnergyMessage,
): HomeEnergyInput {
  return {
    slot: message.slot,
    meter: message.meter,
    generated: printKwh(message.generatedUkwh),
    charged: printKwh(message.chargedUkwh),
    discharged: printKwh(message.dischargedUkwh),
    device: signer.address,
    signature: signer.sign(typed.homeEnergyDigest(message)),
  };
}
