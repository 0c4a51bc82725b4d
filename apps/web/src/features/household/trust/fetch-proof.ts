import { problem } from "@pumasi/protocol";
import { communityPath } from "../../../api/community-api.js";
import type { Household } from "../../../api/household-queries.js";
import type { ProofText } from "./check-slot.js";

/** Statuses that say "not now": the slot is then not judged, instead of being called wrong. */
const isLater = (status: number) => status === 401 || status === 429 || status >= 500;

/** A slot's proof as the server sends it, unread. Throws when the server is silent or asks for patience. */
export async function fetchProof(
  { slug, account }: Household,
  slot: number,
  signal: AbortSignal,
): Promise<ProofText> {
  const path = `${communityPath(slug)}/slots/${slot}/proofs/${account}`;
  const response = await fetch(path, { headers: { accept: "application/json" }, signal });
  const text = await response.text();
  if (response.ok) return { ok: true, text };
  const detail = detailOf(text) ?? `${response.status}`;
  if (isLater(response.status)) throw new Error(detail);
  return { ok: false, detail };
}

function detailOf(text: string): string | null {
  try {
    const read = problem.safeParse(JSON.parse(text));
    return read.success ? read.data.detail : null;
  } catch {
    return null;
  }
}
