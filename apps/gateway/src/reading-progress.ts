import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Address, addressHex } from "@pumasi/protocol";
import type { Slot } from "@pumasi/quantities";
import { z } from "zod";
import { writeFileAtomically } from "./write-file-atomically.js";

const savedProgress = z.object({
  device: addressHex,
  meter: z.int(),
  acknowledgedThrough: z.int(),
  refused: z.array(z.int()),
});

/** Whose readings the progress is about. */
export interface ReadingSource {
  device: Address;
  meter: number;
  fromSlot: Slot;
}

/**
 * How far the server has answered this meter's readings, kept in folder/state.json. The file may lag
 * behind or be missing: readings are then posted again, which the server answers as repeated, so it
 * is written now and then instead of at every slot.
 */
export class ReadingProgress {
  private readonly file: string;
  private readonly refused = new Set<Slot>();
  /** The last slot whose reading was answered; two before the first slot when none was. */
  acknowledgedThrough: Slot;

  constructor(
    folder: string,
    private readonly source: ReadingSource,
  ) {
    this.file = join(folder, "state.json");
    this.acknowledgedThrough = source.fromSlot - 2;
    const saved = existsSync(this.file) ? parseProgress(readFileSync(this.file, "utf8")) : null;
    if (saved === null || saved.device !== source.device || saved.meter !== source.meter) return;
    this.acknowledgedThrough = Math.max(this.acknowledgedThrough, saved.acknowledgedThrough);
    for (const slot of saved.refused) this.refused.add(slot);
  }

  /** Notes the server's answer to the reading of the next slot. */
  acknowledge(slot: Slot, accepted: boolean): void {
    this.acknowledgedThrough = Math.max(this.acknowledgedThrough, slot);
    if (!accepted) this.refused.add(slot);
  }

  /** True when the server accepted both readings that a slot's energy is the difference of. */
  isAccepted(slot: Slot): boolean {
    return (
      slot >= this.source.fromSlot &&
      slot <= this.acknowledgedThrough &&
      !this.refused.has(slot) &&
      !this.refused.has(slot - 1)
    );
  }

  /** Writes the file; refusals of slots before `oldest`, which no forecast looks at, are forgotten. */
  save(oldest: Slot): void {
    for (const slot of this.refused) if (slot < oldest) this.refused.delete(slot);
    const { device, meter } = this.source;
    const { acknowledgedThrough } = this;
    const refused = [...this.refused];
    const text = JSON.stringify({ device, meter, acknowledgedThrough, refused });
    writeFileAtomically(this.file, `${text}\n`);
  }
}

/** Null for a text that is not a progress: everything is then posted again, and nothing is lost. */
function parseProgress(text: string): z.infer<typeof savedProgress> | null {
  try {
    return savedProgress.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
