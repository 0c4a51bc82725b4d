import { checkProofText } from "./check-proof-text.js";
import { readProofFile } from "./read-proof-file.js";

/** Checks the one file that was chosen or dropped; refuses what `readProofFile` and `checkProofText` refuse. */
export async function checkProofFiles(files: readonly File[]) {
  const file = await readProofFile(files);
  if (!file.ok) return file;
  return { ...checkProofText(file.text), name: file.name };
}

/** A checked file, or why it could not be checked. */
export type CheckedFile = Awaited<ReturnType<typeof checkProofFiles>>;
