import type { ClockState } from "@pumasi/protocol";

/** Market time is guessed ahead of the last answer for at most so many wall milliseconds. */
const LONGEST_GUESS_MS = 12_000;

/** How market time runs, as far as a reader can tell the ways apart. */
export type ClockPace = "paused" | "realTime" | "replayed" | "fastForward";

export function paceOf(clock: ClockState): ClockPace {
  if (clock.paused) return "paused";
  if (clock.mode === "fast-forward" || clock.speed === null) return "fastForward";
  return clock.speed === 1 ? "realTime" : "replayed";
}

/**
 * Market time (ms) so many wall milliseconds after the clock's answer. A paced clock runs on at its
 * speed, but not for long: a server that fell silent must not seem to live. Other clocks stand
 * still until the next answer.
 */
export function marketTimeAfter(clock: ClockState, elapsedMs: number): number {
  const answered = Date.parse(clock.now);
  const pace = paceOf(clock);
  if (pace === "paused" || pace === "fastForward") return answered;
  const guessedMs = Math.min(Math.max(elapsedMs, 0), LONGEST_GUESS_MS);
  return answered + Math.round(guessedMs * (clock.speed ?? 1));
}
