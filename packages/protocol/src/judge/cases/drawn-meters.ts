import { type MeteredEnergy, type MeterInSlot, meterSlot, type Registers } from "@pumasi/market";
import { assert, printKwh } from "@pumasi/quantities";
import type { DeviceQuality, TypedData } from "../../typed-data.js";
import type { PublishedReading, PublishedSlot } from "../../wire/slots.js";
import { type Draw, once, pick } from "./draw.js";
import type { TestKey } from "./test-keys.js";

type Baseline = PublishedSlot["baselines"][number];

/** A meter as it is, and as it was settled last; null while it takes no part. */
export interface MeterState {
  meter: number;
  account: number;
  real: Registers;
  settled: Registers | null;
}

/** A metered slot as it is published, with what the market made of it. */
export interface MeteredSlot {
  metered: MeteredEnergy[];
  readings: PublishedReading[];
  baselines: Baseline[];
}

/** What readings are signed with. */
export interface MeterSource {
  typedData: TypedData;
  keys: readonly TestKey[];
}

/**
 * Draws a slot's readings and meters them by the market's own rules: meters begin, are missing and substituted, run on, and
 * end: every other one when its account has no key any more. `hasBefore` is false after a skipped slot, when every meter begins anew.
 */
export function drawMetering(
  source: MeterSource,
  draw: Draw,
  slot: number,
  meters: readonly MeterState[],
  hasBefore: boolean,
): MeteredSlot {
  const vast = once(draw, 10) ? 1_000_000_007 : 1;
  const taking: MeterInSlot[] = [];
  const signed = new Map<number, PublishedReading["signed"]>();
  const baselines: Baseline[] = [];
  for (const state of meters) {
    const { meter, account } = state;
    if (!hasBefore) state.settled = null;
    const own = source.keys.filter(
      (key) => key.account === account && slot >= key.fromSlot && slot < key.untilSlot,
    );
    if (state.settled === null && (own.length === 0 || once(draw, 5))) continue;
    if (state.settled === null) {
      baselines.push({ meter, ...signReading(source, draw, slot - 1, meter, state.real, own) });
      state.settled = state.real;
    }
    state.real = {
      importRegisterUkwh: state.real.importRegisterUkwh + draw(6) * vast,
      exportRegisterUkwh: state.real.exportRegisterUkwh + draw(1) * draw(6) * vast,
    };
    const isRead = own.length > 0 && !once(draw, 5);
    const said = isRead ? signReading(source, draw, slot, meter, state.real, own) : null;
    if (said !== null) signed.set(meter, said);
    const later = { importRegisterUkwh: state.real.importRegisterUkwh + draw(9), slot: slot + 2 };
    taking.push({
      meter,
      account,
      hasEnded: own.length === 0 && meter % 2 === 1,
      previous: state.settled,
      reading: said === null ? null : { ...state.real, quality: said.quality },
      next: once(draw, 2)
        ? { ...later, exportRegisterUkwh: state.real.exportRegisterUkwh + draw(3) }
        : null,
      history: [{ importedUkwh: draw(9) * vast, exportedUkwh: draw(2) }],
    });
  }
  const metering = meterSlot(slot, taking);
  assert(metering.ok, "every drawn meter has a basis");
  for (const own of metering.metered) {
    const state = meters.find(({ meter }) => meter === own.meter) as MeterState;
    const { importRegisterUkwh, exportRegisterUkwh } = own;
    state.settled = { importRegisterUkwh, exportRegisterUkwh };
  }
  const readings = metering.metered.map((own) => publish(own, signed.get(own.meter) ?? null));
  return { metered: metering.metered, readings, baselines };
}

/** A metered value as it is published. */
export function publish(own: MeteredEnergy, signed: PublishedReading["signed"]): PublishedReading {
  return {
    meter: own.meter,
    account: own.account,
    imported: printKwh(own.importedUkwh),
    exported: printKwh(own.exportedUkwh),
    importRegister: printKwh(own.importRegisterUkwh),
    exportRegister: printKwh(own.exportRegisterUkwh),
    quality: own.quality,
    rule: own.rule ?? "",
    signed,
  };
}

/** A device's signed word for both registers. */
export function signReading(
  { typedData }: MeterSource,
  draw: Draw,
  slot: number,
  meter: number,
  registers: Registers,
  keys: readonly TestKey[],
): NonNullable<PublishedReading["signed"]> {
  const quality: DeviceQuality = once(draw, 6) ? "estimated" : "measured";
  const key = pick(draw, keys);
  const digest = typedData.readingDigest({ slot, meter, ...registers, quality });
  return {
    importRegister: printKwh(registers.importRegisterUkwh),
    exportRegister: printKwh(registers.exportRegisterUkwh),
    quality,
    device: key.device,
    signature: key.sign(digest),
    recordedAt: "2026-01-01T00:00:00.000Z",
  };
}
