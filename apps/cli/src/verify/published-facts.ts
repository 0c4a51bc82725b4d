import type { MeterRecord, Registers, SubstituteRule } from "@pumasi/market";
import type { PublishedSlot } from "@pumasi/protocol";
import { parseKwh, parsePrice } from "@pumasi/quantities";
import { DifferenceFound } from "./difference.js";

/** A signed reading as published, in units. */
export interface SignedReading extends Registers {
  slot: number;
  meter: number;
  quality: "measured" | "estimated";
  device: `0x${string}`;
  signature: `0x${string}`;
  recordedAt: number;
}

/** Reads a published energy; one that is not a decimal of six places is a difference, not a crash. */
export function ukwhOf(text: string, slot: number): number {
  const parsed = parseKwh(text);
  if (parsed.ok) return parsed.value;
  throw notReadable(text, slot);
}

/** Reads a published price. */
export function priceOf(text: string, slot: number): number {
  const parsed = parsePrice(text);
  if (parsed.ok) return parsed.value;
  throw notReadable(text, slot);
}

function notReadable(text: string, slot: number): DifferenceFound {
  return new DifferenceFound({
    slot,
    period: null,
    account: null,
    what: "a published quantity",
    expected: "a decimal of at most six places",
    found: text,
  });
}

type SignedText = Omit<SignedReading, "slot" | "meter" | "recordedAt" | keyof Registers> & {
  importRegister: string;
  exportRegister: string;
  recordedAt: string;
};

function readSigned(slot: number, meter: number, text: SignedText): SignedReading {
  const { importRegister, exportRegister, quality, device, signature, recordedAt } = text;
  return {
    slot,
    meter,
    quality,
    device,
    signature,
    importRegisterUkwh: ukwhOf(importRegister, slot),
    exportRegisterUkwh: ukwhOf(exportRegister, slot),
    recordedAt: Date.parse(recordedAt),
  };
}

/** Every signed reading that was published, by meter, ascending by slot. */
export class PublishedReadings {
  private readonly byMeter = new Map<number, SignedReading[]>();

  constructor(slots: readonly PublishedSlot[]) {
    const seen = new Set<string>();
    const add = (reading: SignedReading) => {
      const key = `${reading.slot}:${reading.meter}`;
      if (seen.has(key)) return;
      seen.add(key);
      const own = this.byMeter.get(reading.meter);
      if (own === undefined) this.byMeter.set(reading.meter, [reading]);
      else own.push(reading);
    };
    for (const published of slots) {
      const { slot } = published;
      for (const own of published.baselines) add(readSigned(slot - 1, own.meter, own));
      for (const { meter, signed } of published.readings ?? []) {
        if (signed !== null) add(readSigned(slot, meter, signed));
      }
      for (const own of published.unused) add(readSigned(slot, own.meter, own));
    }
    for (const own of this.byMeter.values()) own.sort((a, b) => a.slot - b.slot);
  }

  all(): SignedReading[] {
    return [...this.byMeter.values()].flat();
  }

  /** What was known of a meter around a slot at an instant (market ms). */
  recordOf(
    slot: number,
    { meter, account, untilSlot }: Pick<MeterRecord, "meter" | "account" | "untilSlot">,
    knownAt: number,
  ): MeterRecord {
    const known = (this.byMeter.get(meter) ?? []).filter(({ recordedAt }) => recordedAt <= knownAt);
    return {
      ...{ meter, account, untilSlot },
      baseline: known.find((own) => own.slot === slot - 1) ?? null,
      reading: known.find((own) => own.slot === slot) ?? null,
      next: known.find((own) => own.slot > slot) ?? null,
    };
  }
}

/** A rule's name as published; empty for a real reading. */
export function ruleText(rule: SubstituteRule | null): string {
  return rule ?? "";
}
