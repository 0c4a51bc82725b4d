import type { Address } from "@pumasi/protocol";
import { vi } from "vitest";
import { type ClockWork, MarketClock } from "../clock/market-clock.js";

export const ANN: Address = `0x${"0a".repeat(20)}`;
export const BOB: Address = `0x${"0b".repeat(20)}`;

/** A trading process that only says when it is due, and remembers at which instants it ran. */
export class Work implements ClockWork {
  devices: Address[] = [ANN, BOB];
  dues: number[] = [];
  isOpen = true;
  /** Market instants at which everything due was done. */
  readonly ran: number[] = [];
  readonly persisted: number[] = [];
  readonly failures: unknown[] = [];
  rests = 0;
  clock: MarketClock | null = null;
  onRun: (now: number) => void = () => {};

  async runDue() {
    const now = this.clock?.now() ?? 0;
    this.ran.push(now);
    this.onRun(now);
  }

  nextDue() {
    const later = this.dues.filter((due) => due > (this.clock?.now() ?? 0));
    return later.length === 0 ? null : Math.min(...later);
  }

  activeDevices = () => this.devices;
  isUnderWay = () => this.isOpen;

  async persist(now: number) {
    this.persisted.push(now);
  }

  onRest() {
    this.rests += 1;
  }

  onFailure(error: unknown) {
    this.failures.push(error);
  }
}

/** A clock over the work; its wall clock is that of vitest's fake timers. */
export function clockOf(work: Work, speed: number | null, start = 1000): MarketClock {
  const clock = new MarketClock({ start, speed, wallNow: () => performance.now() }, work);
  work.clock = clock;
  return clock;
}

/** Lets everything that waits for nothing but promises happen. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

/** Moves the wall clock, and with it the timers. */
export async function wallPasses(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}
