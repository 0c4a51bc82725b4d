import { assert, type Instant, type Slot, slotEnd, type Ukwh } from "@pumasi/quantities";
import type { DeviceKey } from "./admit-order.js";
import { hasEndedBy, type Validity } from "./validity.js";

/** Why a reading is refused, in order of precedence: who, when, what. */
export const READING_REFUSALS = [
  "reading_unknown_meter",
  "reading_unknown_device",
  "reading_signature_invalid",
  "reading_device_revoked",
  "reading_slot_unknown",
  "reading_from_future",
  "reading_conflict",
  "reading_register_backwards",
] as const;

export type ReadingRefusal = (typeof READING_REFUSALS)[number];

/** Both registers of a meter (10^-6 kWh, since it was made): what was drawn and what was fed in. */
export interface Registers {
  importRegisterUkwh: Ukwh;
  exportRegisterUkwh: Ukwh;
}

/** What a device said of its own reading: read off the meter, or estimated by itself. */
export type ReportedQuality = "measured" | "estimated";

/** A reading as a device signed it: the registers at the end of its slot. */
export interface SignedReading extends Registers {
  slot: Slot;
  meter: number;
  quality: ReportedQuality;
}

/**
 * A meter: whose it is and the slots that are metered. The reading of the slot before the first is
 * its baseline, from which the first slot's energy is counted.
 */
export interface MeterPlace extends Validity {
  account: number;
}

/**
 * Everything that decides about a reading, as plain values at the instant `now` (ms). `existing` is
 * the accepted reading of the same meter and slot; `earlier` and `later` are the nearest accepted
 * readings before and after it. Null means that there is none, or that nobody knows the thing.
 */
export interface ReadingFacts {
  now: Instant;
  slotSeconds: number;
  reading: SignedReading;
  meter: MeterPlace | null;
  device: DeviceKey | null;
  signatureValid: boolean;
  existing: (Registers & { quality: ReportedQuality }) | null;
  earlier: Registers | null;
  later: Registers | null;
}

export type ReadingAdmission =
  | { ok: true; repeated: boolean }
  | { ok: false; reason: ReadingRefusal };

/**
 * Decides whether a reading is taken. Refuses with the first reason, in the order of
 * `READING_REFUSALS`, that applies. The same reading sent twice is fine and said to be `repeated`;
 * another one for the same slot conflicts. A register below an earlier reading's or above a later
 * one's runs backwards. A reading is from the future until its slot is over.
 */
export function admitReading(facts: ReadingFacts): ReadingAdmission {
  const { reading, meter, existing, earlier, later } = facts;
  for (const register of [reading.importRegisterUkwh, reading.exportRegisterUkwh]) {
    assert(Number.isSafeInteger(register) && register >= 0, "a register is whole and ≥ 0");
  }
  if (meter === null) return { ok: false, reason: "reading_unknown_meter" };
  const stranger = refuseDevice(facts, meter);
  if (stranger !== null) return { ok: false, reason: stranger };
  if (reading.slot < meter.fromSlot - 1 || hasEndedBy(reading.slot, meter)) {
    return { ok: false, reason: "reading_slot_unknown" };
  }
  if (facts.now < slotEnd(reading.slot, facts.slotSeconds)) {
    return { ok: false, reason: "reading_from_future" };
  }
  if (existing !== null) {
    const isSame = isAtMost(existing, reading) && isAtMost(reading, existing);
    return isSame && existing.quality === reading.quality
      ? { ok: true, repeated: true }
      : { ok: false, reason: "reading_conflict" };
  }
  const isBetween =
    (earlier === null || isAtMost(earlier, reading)) &&
    (later === null || isAtMost(reading, later));
  return isBetween
    ? { ok: true, repeated: false }
    : { ok: false, reason: "reading_register_backwards" };
}

/**
 * A key speaks for the slots it is valid in. The baseline is read when the first metered slot
 * begins, so the key that is valid in that slot signs it.
 */
function refuseDevice(
  { reading, device, signatureValid }: ReadingFacts,
  meter: MeterPlace,
): ReadingRefusal | null {
  const slot = reading.slot === meter.fromSlot - 1 ? meter.fromSlot : reading.slot;
  const isKnown = device !== null && device.account === meter.account && slot >= device.fromSlot;
  if (!isKnown) return "reading_unknown_device";
  if (!signatureValid) return "reading_signature_invalid";
  return hasEndedBy(slot, device) ? "reading_device_revoked" : null;
}

/** True when neither register is above the other reading's. */
function isAtMost(one: Registers, other: Registers): boolean {
  return (
    one.importRegisterUkwh <= other.importRegisterUkwh &&
    one.exportRegisterUkwh <= other.exportRegisterUkwh
  );
}
