import type { ClockState } from "@pumasi/protocol";

/**
 * Market time as the server told it last. While the server is silent a paced market's time goes on with this machine's clock;
 * where time jumps, or stands still, it is what it was.
 */
export class MarketTime {
  private told: { clock: ClockState; wallMs: number } | null = null;

  /** `wallMs` is a clock of this machine that never goes back. */
  constructor(private readonly wallMs: () => number) {}

  note(clock: ClockState): void {
    this.told = { clock, wallMs: this.wallMs() };
  }

  /** Null before the server has told anything. */
  estimate(): ClockState | null {
    if (this.told === null) return null;
    const { clock, wallMs } = this.told;
    if (clock.mode !== "paced" || clock.paused || clock.speed === null) return clock;
    const elapsedMs = (this.wallMs() - wallMs) * clock.speed;
    return { ...clock, now: new Date(Date.parse(clock.now) + elapsedMs).toISOString() };
  }
}
