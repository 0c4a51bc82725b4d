import { clearUniformPrice, type MeteredEnergy, type Side, type Tariff } from "@pumasi/market";
import { printKwh } from "@pumasi/quantities";
import fc from "fast-check";
import type { BookLeaf } from "../leaves/index.js";
import { settleMeteredSlot } from "../settle-metered-slot.js";
import { TypedData } from "../typed-data.js";
import type { PublishedReading } from "../wire/slots.js";
import { keccak } from "./hashing.js";

export const tariff: Tariff = { retailPrice: 30, feedInPrice: 5, buyerFee: 2, sellerFee: 1 };

const DEVICE = `0x${"d1".repeat(20)}` as const;
const SIGNATURE = `0x${"a1".repeat(64)}1b` as const;

export const typedData = new TypedData(keccak, { chainId: 1, market: DEVICE });

/** Account, side, limit and energy of an order. */
export type OrderTerms = [account: number, side: Side, limitPrice: number, energyUkwh: number];

/** Books in which each account is on one side only, so that nobody meets itself. */
export const books: fc.Arbitrary<OrderTerms[]> = fc
  .array(fc.tuple(fc.integer({ min: 4, max: 9 }), fc.integer({ min: 5, max: 30 }), fc.nat(1000)), {
    maxLength: 12,
  })
  .map((orders) =>
    orders.map(([account, limit, energy]) => [
      account,
      account % 2 === 0 ? "buy" : "sell",
      limit,
      energy + 1,
    ]),
  );

export function bookOf(slot: number, terms: readonly OrderTerms[]): BookLeaf[] {
  return terms.map(([account, side, limitPrice, energyUkwh], sequence) => {
    const order = { slot, account, side, limitPrice, energyUkwh, nonce: sequence };
    const digest = typedData.orderDigest(order);
    return { ...order, sequence, device: DEVICE, digest, signature: SIGNATURE };
  });
}

export function clearBook(orders: readonly BookLeaf[]) {
  return clearUniformPrice(orders, () => tariff);
}

/** Meters most accounts with what they ordered, some with nothing; one meter is substituted. */
export function meterBook(orders: readonly BookLeaf[]) {
  const metered = [4, 5, 6, 7, 8, 9].map((account, meter): MeteredEnergy => {
    const own = orders.filter((order) => order.account === account);
    const energy = meter % 3 === 2 ? 0 : own.reduce((sum, order) => sum + order.energyUkwh, 0);
    const importedUkwh = account % 2 === 0 ? energy : 7;
    const exportedUkwh = account % 2 === 0 ? 0 : energy;
    return {
      meter,
      account,
      importedUkwh,
      exportedUkwh,
      importRegisterUkwh: 1_000_000 + importedUkwh,
      exportRegisterUkwh: 2_000_000 + exportedUkwh,
      quality: meter === 3 ? "substituted" : "measured",
      rule: meter === 3 ? "community-mean" : null,
    };
  });
  const clearing = clearBook(orders);
  return { metered, ...settleMeteredSlot({ orders, clearing, metered, tariffOf: () => tariff }) };
}

/** The meters as auditors get them. */
export function readingsOf(metered: readonly MeteredEnergy[]): PublishedReading[] {
  return metered.map((own) => {
    const registers = {
      importRegister: printKwh(own.importRegisterUkwh),
      exportRegister: printKwh(own.exportRegisterUkwh),
    };
    return {
      meter: own.meter,
      account: own.account,
      imported: printKwh(own.importedUkwh),
      exported: printKwh(own.exportedUkwh),
      ...registers,
      quality: own.quality,
      rule: own.rule ?? "",
      signed:
        own.quality === "substituted"
          ? null
          : {
              ...registers,
              quality: own.quality,
              device: DEVICE,
              signature: SIGNATURE,
              recordedAt: "2026-01-01T00:00:00.000Z",
            },
    };
  });
}
