import { keccak_256 } from "@noble/hashes/sha3.js";
import { type CheckedProof, checkSlotProof, type SlotProof, slotProof } from "@pumasi/protocol";
import { recoverSigner } from "./recover-signer.js";
import { verifyP256 } from "./verify-p256.js";

/** A proof that was checked, or why the text is none. `detail` is English, from the schema. */
export type ProofAnswer =
  | { ok: true; proof: SlotProof; checked: CheckedProof }
  | { ok: false; reason: "proof_not_json" | "proof_not_understood"; detail: string };

/**
 * Checks a proof's text by the same code as `pumasi check`, with nothing but what the text holds. Refused:
 * text that is no JSON (`proof_not_json`), and JSON that is no proof or whose numbers no header could hold
 * (`proof_not_understood`). Loaded only when somebody has a proof, because of the judgements and the curve.
 */
export function checkProofText(text: string): ProofAnswer {
  const parsed = parseJson(text);
  if (!parsed.ok) return { ok: false, reason: "proof_not_json", detail: parsed.detail };
  const read = slotProof.safeParse(parsed.value);
  if (!read.success) {
    const [issue] = read.error.issues;
    const place = issue?.path.join(".") ?? "";
    const detail = [place, issue?.message].filter((part) => part).join(": ");
    return { ok: false, reason: "proof_not_understood", detail };
  }
  try {
    const tools = { keccak: keccak_256, recoverSigner, verifyP256 };
    const checked = checkSlotProof(tools, read.data);
    return { ok: true, proof: read.data, checked };
  } catch (cause) {
    // A number too large for its place in a header: the schema lets it through, no ledger has it.
    return { ok: false, reason: "proof_not_understood", detail: `${cause}` };
  }
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false; detail: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (cause) {
    return { ok: false, detail: `${cause}` };
  }
}
