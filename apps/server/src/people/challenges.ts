import type { Instant } from "@pumasi/quantities";

/** How long people may take between being asked and their authenticator's answer, wall time. */
export const CHALLENGE_LIFETIME_MS = 5 * 60_000;

/** Whoever asks for more drops the oldest ones: anybody may ask, and memory is finite. */
const MOST_OPEN = 10_000;

/** What a challenge was given for; the answer is good for nothing else. */
export type ChallengePurpose =
  | { kind: "sign-up"; invitation: string; person: string }
  | { kind: "sign-in" }
  | { kind: "passkey"; person: string };

/**
 * Challenges that were given to browsers and not answered yet. In memory: a restart makes people begin a step again, and nothing
 * is lost.
 */
export class Challenges {
  private readonly open = new Map<string, { purpose: ChallengePurpose; until: Instant }>();

  constructor(private readonly wallNow: () => Instant) {}

  keep(challenge: string, purpose: ChallengePurpose): void {
    const now = this.wallNow();
    for (const [oldest, { until }] of this.open) {
      if (until > now && this.open.size < MOST_OPEN) break;
      this.open.delete(oldest);
    }
    this.open.set(challenge, { purpose, until: now + CHALLENGE_LIFETIME_MS });
  }

  /** Takes the challenge, so that it is answered once; null when it was not given for this, or too long ago. */
  take<Kind extends ChallengePurpose["kind"]>(
    challenge: string,
    kind: Kind,
  ): Extract<ChallengePurpose, { kind: Kind }> | null {
    const kept = this.open.get(challenge);
    this.open.delete(challenge);
    if (kept === undefined || kept.until <= this.wallNow() || kept.purpose.kind !== kind) {
      return null;
    }
    return kept.purpose as Extract<ChallengePurpose, { kind: Kind }>;
  }
}
