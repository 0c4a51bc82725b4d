import {
  clearUniformPrice,
  type MeteredEnergy,
  type Order,
  pairTrades,
  type SubstituteRule,
} from "@pumasi/market";
import {
  type Hex,
  type PublishedLine,
  type PublishedSlot,
  type PublishedTrade,
  settleMeteredSlot,
} from "@pumasi/protocol";
import { parseKwh, parsePrice, printKwh, printPrice } from "@pumasi/quantities";
import type { CommunityState } from "../community/community-state.js";
import { publishLine } from "../publish/publish-slots.js";

function ukwh(text: string): number {
  const parsed = parseKwh(text);
  if (!parsed.ok) throw new Error(`${text} is no energy`);
  return parsed.value;
}

function price(text: string): number {
  const parsed = parsePrice(text);
  if (!parsed.ok) throw new Error(`${text} is no price`);
  return parsed.value;
}

/** What follows from a published slot's orders and readings alone, as it is published. */
export interface Recomputed {
  fills: string[];
  trades: PublishedTrade[];
  lines: PublishedLine[];
}

/** Computes a published slot again from what was said and metered, and nothing of the server's. */
export function recompute(slot: PublishedSlot, state: CommunityState): Recomputed {
  const tariffOf = state.tariffOf(slot.slot);
  const orders = slot.orders.map(
    (order): Order => ({
      ...order,
      limitPrice: price(order.limitPrice),
      energyUkwh: ukwh(order.energy),
    }),
  );
  const clearing = clearUniformPrice(orders, tariffOf);
  const metered = (slot.readings ?? []).map(
    (reading): MeteredEnergy => ({
      meter: reading.meter,
      account: reading.account,
      importedUkwh: ukwh(reading.imported),
      exportedUkwh: ukwh(reading.exported),
      importRegisterUkwh: ukwh(reading.importRegister),
      exportRegisterUkwh: ukwh(reading.exportRegister),
      quality: reading.quality,
      rule: reading.rule === "" ? null : (reading.rule as SubstituteRule),
    }),
  );
  const { settlement } = settleMeteredSlot({ orders, clearing, metered, tariffOf });
  return {
    fills: clearing.fills.map((fill) => printKwh(fill)),
    trades: pairTrades(orders, clearing).map(({ energyUkwh, price: at, ...trade }) => ({
      ...trade,
      energy: printKwh(energyUkwh),
      price: printPrice(at),
    })),
    lines: settlement.lines.map(publishLine),
  };
}

/** The address that signed each published order and reading, beside the one it is said to be of. */
export function signersOf(
  slot: PublishedSlot,
  state: CommunityState,
  recover: (digest: Hex, signature: Hex) => Hex | null,
): [said: Hex, signed: Hex | null][] {
  const { typedData } = state;
  const ordered = slot.orders.map((order): [Hex, Hex | null] => {
    const message = {
      ...order,
      slot: slot.slot,
      limitPrice: price(order.limitPrice),
      energyUkwh: ukwh(order.energy),
    };
    return [order.device, recover(typedData.orderDigest(message), order.signature)];
  });
  const read = (slot.readings ?? []).flatMap(({ meter, signed }): [Hex, Hex | null][] => {
    if (signed === null) return [];
    const digest = typedData.readingDigest({
      slot: slot.slot,
      meter,
      importRegisterUkwh: ukwh(signed.importRegister),
      exportRegisterUkwh: ukwh(signed.exportRegister),
      quality: signed.quality,
    });
    return [[signed.device, recover(digest, signed.signature)]];
  });
  return [...ordered, ...read];
}
