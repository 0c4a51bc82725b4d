import type { ClockState } from "@pumasi/protocol";

/** What is due is late after this much market time at the least. */
const LEAST_MS = 60_000;

/** On a clock that is faster than the wall's, work takes its wall time all the same. */
const WALL_SECONDS = 10;

/** In fast-forward market time jumps while the ledger and the disk do not. */
const FAST_FORWARD_MS = 3_600_000;

/** How long after its due instant (market ms) something counts as late, by how fast market time runs. */
export function lateAfterMs({ speed }: Pick<ClockState, "speed">): number {
  if (speed === null) return FAST_FORWARD_MS;
  return Math.max(LEAST_MS, Math.ceil(speed * WALL_SECONDS * 1000));
}
