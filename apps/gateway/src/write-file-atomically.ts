import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Makes a rename or a new name in a folder durable. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Replaces a file as a whole: whoever reads it, also after a power failure, finds the old or the new
 * text and never a part. The mode holds for a new file and for a replaced one.
 */
export function writeFileAtomically(file: string, text: string, mode = 0o644): void {
  const aside = `${file}.new`;
  const descriptor = openSync(aside, "w", mode);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(aside, file);
  syncFolder(dirname(file));
}
