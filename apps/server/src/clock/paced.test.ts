import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ANN, BOB, clockOf, settle, Work, wallPasses } from "../testing/clock-work.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a paced market", () => {
  it("runs at its speed of wall time once its gateways are back", async () => {
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

  it("keeps its market time every five seconds of wall time, and when it stops", async () => {
    const work = new Work();
    work.devices = [];
    work.dues = Array.from({ length: 8 }, (_, index) => 1000 + index * 2000);
    const clock = clockOf(work, 1);
    await wallPasses(20_000);
    clock.turn();
    await settle();
    for (let second = 0; second < 12; second++) await wallPasses(1000);
    expect(work.persisted).toEqual([1000, 7000, 13_000]);
    await clock.stop();
    expect(work.persisted.at(-1)).toBe(13_000);
  });
});
