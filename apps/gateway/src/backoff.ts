/** Waits in wall time; ends early, without an error, when the signal aborts. */
export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<void>;

const FIRST_MS = 50;
const CAP_MS = 5_000;

/** How long to wait before the next try: doubling from 50 ms, at most 5 s, until something works. */
export class Backoff {
  private nextMs = FIRST_MS;

  /** `jitter` in [0, 1] spreads the gateways of a restarted server; 1 waits the full time. */
  constructor(private readonly jitter: () => number) {}

  next(): number {
    const waitMs = this.nextMs * (0.5 + 0.5 * this.jitter());
    this.nextMs = Math.min(this.nextMs * 2, CAP_MS);
    return waitMs;
  }

  reset(): void {
    this.nextMs = FIRST_MS;
  }
}

export const pauseInWallTime: Pause = (milliseconds, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
