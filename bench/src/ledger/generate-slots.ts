import { FIRST_MEMBER_ACCOUNT, type MeteredEnergy } from "@pumasi/market";
import type { BookLeaf, Hex, PublishedReading } from "@pumasi/protocol";
import { printKwh } from "@pumasi/quantities";
import { numbersFrom, TARIFF } from "../generate-book.js";

/** How many members a community has, a meter each, and how many orders each of them gives in a slot. */
export interface CommunityShape {
  members: number;
  ordersPerMember: number;
}

/** What members and meters said of one slot. */
export interface SlotInputs {
  slot: number;
  secret: Hex;
  orders: BookLeaf[];
  metered: MeteredEnergy[];
  /** The same meters as auditors get them. */
  readings: PublishedReading[];
}

/** Limits leave this much (10^-6 currency/kWh) of the span between feed-in and retail price to the other side. */
const MIDDLE = Math.floor((TARIFF.retailPrice + TARIFF.feedInPrice) / 2);
const SPREAD = Math.floor((TARIFF.retailPrice - TARIFF.feedInPrice) / 2) - TARIFF.buyerFee;
const MOST_ENERGY_UKWH = 500_000;

/**
 * Slots of a community in which every second member has a roof and sells, the others buy, and limits leave room for nearly
 * everybody to trade; always the same for a shape. Signatures are of the right size but nobody's: what is measured takes
 * them as they are, since they were checked when orders and readings were taken.
 */
export function* generateSlots(
  shape: CommunityShape,
  firstSlot: number,
): Generator<SlotInputs, never> {
  const next = numbersFrom(23);
  const devices = Array.from({ length: shape.members }, () => hexFrom(next, 20));
  const signatures = Array.from(
    { length: shape.members * (shape.ordersPerMember + 1) },
    (): Hex => `${hexFrom(next, 64)}1b`,
  );
  const registers = devices.map(() => ({ importUkwh: 1_000_000, exportUkwh: 2_000_000 }));
  for (let slot = firstSlot; ; slot++) {
    const orders = generateOrders(next, slot, shape, devices, signatures);
    const metered = generateMetered(next, orders, registers);
    const readings = metered.map((own) =>
      publish(own, devices[own.meter] as Hex, signatures[signatures.length - 1 - own.meter] as Hex),
    );
    yield { slot, secret: hexFrom(next, 32), orders, metered, readings };
  }
}

function generateOrders(
  next: () => number,
  slot: number,
  { members, ordersPerMember }: CommunityShape,
  devices: readonly Hex[],
  signatures: readonly Hex[],
): BookLeaf[] {
  return Array.from({ length: members * ordersPerMember }, (_, sequence): BookLeaf => {
    const member = sequence % members;
    const isBuyer = member % 2 === 0;
    const aboveMiddle = next() % SPREAD;
    return {
      slot,
      sequence,
      account: FIRST_MEMBER_ACCOUNT + member,
      device: devices[member] as Hex,
      side: isBuyer ? "buy" : "sell",
      limitPrice: isBuyer ? MIDDLE + TARIFF.buyerFee + aboveMiddle : MIDDLE - aboveMiddle,
      energyUkwh: 1 + (next() % MOST_ENERGY_UKWH),
      nonce: slot * members * ordersPerMember + sequence,
      digest: signatures[sequence] as Hex,
      signature: signatures[sequence] as Hex,
    };
  });
}

/** Everybody's meter shows nine to eleven tenths of what was ordered, and sellers' houses need a little, too. */
function generateMetered(
  next: () => number,
  orders: readonly BookLeaf[],
  registers: { importUkwh: number; exportUkwh: number }[],
): MeteredEnergy[] {
  const ordered = new Float64Array(registers.length);
  for (const { account, energyUkwh } of orders) {
    const member = account - FIRST_MEMBER_ACCOUNT;
    ordered[member] = (ordered[member] as number) + energyUkwh;
  }
  return registers.map((register, member) => {
    const isBuyer = member % 2 === 0;
    const energy = Math.floor(((ordered[member] as number) * (90 + (next() % 21))) / 100);
    const importedUkwh = isBuyer ? energy : next() % 10_000;
    const exportedUkwh = isBuyer ? 0 : energy;
    register.importUkwh += importedUkwh;
    register.exportUkwh += exportedUkwh;
    return {
      meter: member,
      account: FIRST_MEMBER_ACCOUNT + member,
      importedUkwh,
      exportedUkwh,
      importRegisterUkwh: register.importUkwh,
      exportRegisterUkwh: register.exportUkwh,
      quality: "measured" as const,
      rule: null,
    };
  });
}

function publish(own: MeteredEnergy, device: Hex, signature: Hex): PublishedReading {
  const registers = {
    importRegister: printKwh(own.importRegisterUkwh),
    exportRegister: printKwh(own.exportRegisterUkwh),
  };
  const signed = { ...registers, quality: "measured" as const, device, signature };
  return {
    meter: own.meter,
    account: own.account,
    imported: printKwh(own.importedUkwh),
    exported: printKwh(own.exportedUkwh),
    ...registers,
    quality: "measured",
    rule: "",
    signed: { ...signed, recordedAt: "2026-01-01T00:00:00.000Z" },
  };
}

function hexFrom(next: () => number, bytes: number): Hex {
  let text = "";
  for (let i = 0; i < bytes; i++) text += (next() & 0xff).toString(16).padStart(2, "0");
  return `0x${text}`;
}
