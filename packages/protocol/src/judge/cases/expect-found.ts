import type { FoundChallenge } from "../find/find-challenge.js";

/** Throws where nobody could refute what was forged; `what` says how it was. */
export function requireFound(found: FoundChallenge, what: () => string): void {
  if (!found.ok) throw new Error(`the forgery's own leaves differ from their ${found.tree} root`);
  if (found.challenge === null) throw new Error(`survived: ${what()}`);
}
