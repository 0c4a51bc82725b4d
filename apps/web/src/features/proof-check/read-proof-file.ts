/** Far more than a proof of a thousand orders; a file chosen by mistake must not stop the page. */
export const LARGEST_PROOF_BYTES = 2_000_000;

export type ProofFileRefusal = "proof_several_files" | "proof_too_large" | "proof_unreadable";

export type ProofFile =
  | { ok: true; name: string; text: string }
  | { ok: false; name: string; reason: ProofFileRefusal };

/**
 * Reads the one file that was chosen or dropped. Refused, in this order: several files
 * (`proof_several_files`), a file that is too large (`proof_too_large`), a folder or a file that cannot be
 * read (`proof_unreadable`).
 */
export async function readProofFile(files: readonly File[]): Promise<ProofFile> {
  const [file] = files;
  if (file === undefined || files.length > 1) {
    return { ok: false, name: "", reason: "proof_several_files" };
  }
  const { name, size } = file;
  if (size > LARGEST_PROOF_BYTES) return { ok: false, name, reason: "proof_too_large" };
  try {
    return { ok: true, name, text: await file.text() };
  } catch {
    return { ok: false, name, reason: "proof_unreadable" };
  }
}
