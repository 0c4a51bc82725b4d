import type { Instant } from "@pumasi/quantities";
import { Challenges } from "./challenges.js";
import type { RelyingParty } from "./relying-party.js";

/** What signing in needs of a running server. */
export interface PeopleDesk {
  /** Wall time, ms since 1970, UTC. */
  wallNow(): Instant;
  /** Whether demo people may be signed in as, without a passkey. */
  readonly hasDemoPeople: boolean;
  readonly challenges: Challenges;
  /** Known once the server listens, since its port may be any. */
  relyingParty(): RelyingParty;
}

/** The desk of a server; `relyingParty` is asked when somebody comes. */
export function openPeopleDesk(parts: Omit<PeopleDesk, "challenges">): PeopleDesk {
  return {
    challenges: new Challenges(parts.wallNow),
    wallNow: parts.wallNow,
    relyingParty: parts.relyingParty,
    // Asked each time: a test may open and close the door.
    get hasDemoPeople() {
      return parts.hasDemoPeople;
    },
  };
}
