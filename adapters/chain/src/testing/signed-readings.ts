import type { MeteringInput, PublishedReading, ReadingLeaf } from "@pumasi/protocol";
import { accountsByMeter, signReading } from "./market-members.js";
import { settings } from "./test-community.js";

/** One meter's energy in a slot and its registers after it, 10^-6 kWh. */
export type Metered = Pick<PublishedReading, "quality"> &
  Pick<
    ReadingLeaf,
    | "meter"
    | "account"
    | "importedUkwh"
    | "exportedUkwh"
    | "importRegisterUkwh"
    | "exportRegisterUkwh"
    | "rule"
  >;

type Published = Pick<MeteringInput, "readings" | "baselines">;

/** Imported and exported in every slot, by meter; odd, so that money does not come out in whole units. */
const energies: readonly [number, number][] = [
  [550_003, 0],
  [0, 900_007],
  [250_009, 0],
  [10_011, 50_013],
  [30_001, 0],
];

/** This meter has no reading, and gets a substitute. */
const SILENT_METER = 4;

/** Registers before the market's first slot. */
const firstImport = 1_000_000;
const firstExport = 2_000_000;

const kwh = (ukwh: number) => (ukwh / 1_000_000).toFixed(6);

function registersAfter(slots: number, meter: number): { importUkwh: number; exportUkwh: number } {
  const [imported, exported] = energies[meter] ?? [0, 0];
  return { importUkwh: firstImport + slots * imported, exportUkwh: firstExport + slots * exported };
}

/** What the meters show in a slot. */
export function meteredIn(slot: number): Metered[] {
  return energies.map(([importedUkwh, exportedUkwh], meter) => {
    const { importUkwh, exportUkwh } = registersAfter(slot + 1 - settings.firstSlot, meter);
    const isSilent = meter === SILENT_METER;
    return {
      meter,
      account: accountsByMeter[meter] ?? 0,
      importedUkwh,
      exportedUkwh,
      importRegisterUkwh: importUkwh,
      exportRegisterUkwh: exportUkwh,
      quality: isSilent ? "substituted" : "measured",
      rule: isSilent ? "same-hour-mean" : null,
    };
  });
}

async function signed(slot: number, meter: number, importUkwh: number, exportUkwh: number) {
  const registers = { importRegisterUkwh: importUkwh, exportRegisterUkwh: exportUkwh };
  const proof = await signReading({ slot, meter, ...registers, quality: "measured" });
  return {
    ...{ importRegister: kwh(importUkwh), exportRegister: kwh(exportUkwh) },
    ...{ quality: "measured" as const, ...proof },
    recordedAt: "2026-01-01T00:00:00.000Z",
  };
}

/** The readings of a slot as they are published, signed by their devices; `begins` where none was metered in the slot before. */
export async function publishedIn(
  slot: number,
  metered: readonly Metered[],
  begins: boolean,
): Promise<Published> {
  const readings = metered.map(async (own) => ({
    meter: own.meter,
    account: own.account,
    imported: kwh(own.importedUkwh),
    exported: kwh(own.exportedUkwh),
    importRegister: kwh(own.importRegisterUkwh),
    exportRegister: kwh(own.exportRegisterUkwh),
    quality: own.quality,
    rule: own.rule ?? "",
    signed:
      own.quality === "substituted"
        ? null
        : await signed(slot, own.meter, own.importRegisterUkwh, own.exportRegisterUkwh),
  }));
  const baselines = (begins ? metered : []).map(async ({ meter }) => {
    const { importUkwh, exportUkwh } = registersAfter(slot - settings.firstSlot, meter);
    return { meter, ...(await signed(slot - 1, meter, importUkwh, exportUkwh)) };
  });
  return { readings: await Promise.all(readings), baselines: await Promise.all(baselines) };
}
