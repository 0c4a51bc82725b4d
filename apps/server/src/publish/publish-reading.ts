import type { tables } from "@pumasi/database";
import type { MeteredEnergy } from "@pumasi/market";
import type { PublishedReading, PublishedSlot } from "@pumasi/protocol";
import { printKwh } from "@pumasi/quantities";

type ReadingRow = typeof tables.reading.$inferSelect;

type MeteredMeter = Omit<MeteredEnergy, "rule"> & { rule: string | null };

/** A meter in a slot as auditors get it: the signed reading it stands on, or the rule of its substitute. */
export function publishReading(
  metered: MeteredMeter,
  reading: ReadingRow | undefined,
): PublishedReading {
  const isSigned = metered.quality !== "substituted" && reading !== undefined;
  return {
    meter: metered.meter,
    account: metered.account,
    imported: printKwh(metered.importedUkwh),
    exported: printKwh(metered.exportedUkwh),
    importRegister: printKwh(metered.importRegisterUkwh),
    exportRegister: printKwh(metered.exportRegisterUkwh),
    quality: metered.quality,
    rule: metered.rule ?? "",
    signed: isSigned
      ? {
          importRegister: printKwh(reading.importRegisterUkwh),
          exportRegister: printKwh(reading.exportRegisterUkwh),
          quality: reading.quality,
          device: reading.device,
          signature: reading.signature,
          recordedAt: new Date(reading.recordedAt).toISOString(),
        }
      : null,
  };
}

/** A signed reading that no version of its own slot stands on, as auditors get it. */
export function publishUnused(row: ReadingRow): PublishedSlot["unused"][number] {
  return {
    meter: row.meter,
    importRegister: printKwh(row.importRegisterUkwh),
    exportRegister: printKwh(row.exportRegisterUkwh),
    quality: row.quality,
    device: row.device,
    signature: row.signature,
    recordedAt: new Date(row.recordedAt).toISOString(),
  };
}
