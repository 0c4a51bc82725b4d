import type { Address } from "@pumasi/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ClockWork, MarketClock } from "./market-clock.js";

const ANN: Address = `0x${"0a".repeat(20)}`;
const BOB: Address = `0x${"0b".repeat(20)}`;

/** A trading process that only says when it is due, and remembers at which instants it ran. */
class Work implements ClockWork {
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

let wall = 0;

function clockOf(work: Work, speed: number | null, start = 1000): MarketClock {
  const clock = new MarketClock({ start, speed, wallNow: () => wall }, work);
  work.clock = clock;
  return clock;
}

/** Lets everything that waits for nothing but promises happen. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

/** Moves the wall clock, and with it the timers. */
async function wallPasses(ms: number): Promise<void> {
  wall += ms;
  await vi.advanceTimersByTimeAsync(ms);
}

beforeEach(() => {
  wall = 0;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("fast-forward", () => {
  it("stands still while an active gateway is not at rest", async () => {
    const work = new Work();
    work.dues = [1500];
    const clock = clockOf(work, null);
    clock.turn();
    const ann = clock.rest(ANN, 2000);
    await settle();
    expect(clock.now()).toBe(1000);
    expect(work.ran).toEqual([]);
    expect([clock.isAtWork(ANN), clock.isAtWork(BOB)]).toEqual([false, true]);
    void clock.rest(BOB, 5000);
    await ann;
    expect(clock.now()).toBe(2000);
    expect(clock.isAtWork(ANN)).toBe(true);
    await clock.stop();
  });

  it("goes to the earliest of wakes and dues, doing what is due at each", async () => {
    const work = new Work();
    work.dues = [1500, 1700, 2500];
    const clock = clockOf(work, null);
    void clock.rest(ANN, 2000);
    void clock.rest(BOB, 3000);
    await settle();
    expect(clock.now()).toBe(2000);
    expect(work.persisted).toEqual([1500, 1700, 2000]);
    expect([...new Set(work.ran)]).toEqual([1000, 1500, 1700, 2000]);
    void clock.rest(ANN, 4000);
    await settle();
    expect(work.persisted).toEqual([1500, 1700, 2000, 2500, 3000]);
    await clock.stop();
  });

  it("never waits for a revoked gateway", async () => {
    const work = new Work();
    work.dues = [1500];
    const clock = clockOf(work, null);
    void clock.rest(ANN, 2000);
    await settle();
    expect(clock.now()).toBe(1000);
    work.devices = [ANN];
    clock.turn();
    await settle();
    expect(clock.now()).toBe(2000);
    await clock.stop();
  });

  it("holds market time once as many periods are paid as were asked for", async () => {
    const work = new Work();
    work.dues = [1500, 1700, 1900];
    let paid = 0;
    work.onRun = (now) => {
      if (now === 1700) paid += 1;
    };
    work.isUnderWay = () => paid < 1;
    const clock = clockOf(work, null);
    void clock.rest(ANN, 5000);
    void clock.rest(BOB, 5000);
    await settle();
    expect(clock.now()).toBe(1700);
    expect(clock.state).toMatchObject({ mode: "fast-forward", speed: null, paused: true });
    expect(clock.isAtWork(ANN)).toBe(false);
    await clock.stop();
  });

  it("lets a poll go when patience ends, and stands still until the gateway is back", async () => {
    const work = new Work();
    work.devices = [ANN, BOB];
    const clock = clockOf(work, null);
    let answered = false;
    const ann = clock.rest(ANN, 2000).then(() => {
      answered = true;
    });
    await wallPasses(24_999);
    expect(answered).toBe(false);
    await wallPasses(1);
    await ann;
    expect(clock.now()).toBe(1000);
    void clock.rest(BOB, 3000);
    await settle();
    expect(clock.now()).toBe(1000);
    void clock.rest(ANN, 2000);
    await settle();
    expect(clock.now()).toBe(2000);
    await clock.stop();
  });

  it("answers a gateway's older poll when it asks again", async () => {
    const work = new Work();
    const clock = clockOf(work, null);
    const older = clock.rest(ANN, 2000);
    void clock.rest(ANN, 3000);
    await older;
    expect(clock.gateways.size).toBe(1);
    expect(clock.gateways.nextWake()).toBe(3000);
    expect(work.rests).toBe(2);
    await clock.stop();
    expect(clock.gateways.size).toBe(0);
  });

  it("tells of a failure, and goes on when it is asked to", async () => {
    const work = new Work();
    work.devices = [];
    work.dues = [1500];
    let faults = 1;
    work.onRun = () => {
      if (faults-- > 0) throw new Error("the disk is full");
    };
    const clock = clockOf(work, null);
    clock.turn();
    await settle();
    expect(work.failures).toHaveLength(1);
    clock.turn();
    await settle();
    expect(clock.now()).toBe(1500);
    await clock.stop();
  });
});

describe("a paced market", () => {
  it("runs at its speed of wall time once its gateways are back, and waits for nobody then", async () => {
    const work = new Work();
    work.dues = [61_000, 121_000];
    const clock = clockOf(work, 60);
    clock.turn();
    await wallPasses(5000);
    expect(clock.now()).toBe(1000);
    void clock.rest(ANN, 10_000_000);
    void clock.rest(BOB, 10_000_000);
    await settle();
    await wallPasses(1000);
    expect(clock.now()).toBe(61_000);
    expect(work.ran.at(-1)).toBe(61_000);
    await wallPasses(1000);
    expect(work.ran.at(-1)).toBe(121_000);
    expect(clock.state).toMatchObject({ mode: "paced", speed: 60, paused: false });
    expect(clock.isAtWork(ANN)).toBe(false);
    await clock.stop();
  });

  it("begins without gateways that have not come back in ten seconds", async () => {
    const work = new Work();
    const clock = clockOf(work, 1);
    clock.turn();
    await wallPasses(9_999);
    expect(clock.now()).toBe(1000);
    await wallPasses(1);
    await wallPasses(500);
    expect(clock.now()).toBe(1500);
    await clock.stop();
  });

  it("wakes a gateway at its instant", async () => {
    const work = new Work();
    work.devices = [ANN];
    const clock = clockOf(work, 10);
    let woken = -1;
    const poll = clock.rest(ANN, 6000).then(() => {
      woken = clock.now();
    });
    await settle();
    await wallPasses(499);
    expect(woken).toBe(-1);
    await wallPasses(1);
    await poll;
    expect(woken).toBe(6000);
    await clock.stop();
  });

  it("holds its market time while trading has no end or has reached it", async () => {
    const work = new Work();
    work.devices = [];
    const clock = clockOf(work, 60);
    clock.turn();
    await settle();
    await wallPasses(1000);
    expect(clock.now()).toBe(61_000);
    work.isOpen = false;
    clock.turn();
    await settle();
    await wallPasses(60_000);
    expect(clock.now()).toBe(61_000);
    await clock.stop();
  });
});
