import type { Address } from "@pumasi/protocol";
import type { Instant } from "@pumasi/quantities";

interface Waiting {
  wake: Instant;
  release(): void;
}

/** Gateways at rest: each has done everything due so far and waits for a market instant. */
export class WaitingGateways {
  private readonly waiting = new Map<Address, Waiting>();

  constructor(private readonly onChange: () => void) {}

  /** Settles when `release` has reached the instant, or after `patienceMs` of wall time. */
  wait(device: Address, wake: Instant, patienceMs: number): Promise<void> {
    this.waiting.get(device)?.release();
    return new Promise((resolve) => {
      const release = () => {
        clearTimeout(timer);
        if (this.waiting.get(device) === entry) this.waiting.delete(device);
        resolve();
      };
      const entry: Waiting = { wake, release };
      const timer = setTimeout(release, patienceMs);
      this.waiting.set(device, entry);
      this.onChange();
    });
  }

  has(device: Address): boolean {
    return this.waiting.has(device);
  }

  get size(): number {
    return this.waiting.size;
  }

  /** The next instant that a gateway waits for, or null. */
  nextWake(): Instant | null {
    let next: Instant | null = null;
    for (const { wake } of this.waiting.values()) {
      if (next === null || wake < next) next = wake;
    }
    return next;
  }

  /** Wakes every gateway whose instant has come. */
  release(now: Instant): void {
    for (const entry of [...this.waiting.values()]) if (entry.wake <= now) entry.release();
  }

  releaseAll(): void {
    for (const entry of [...this.waiting.values()]) entry.release();
  }
}
