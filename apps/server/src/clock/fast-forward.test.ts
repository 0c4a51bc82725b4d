import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ANN, BOB, clockOf, settle, Work, wallPasses } from "../testing/clock-work.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
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
    expect([...new Set(work.ran)]).toEqual([1000, 1500, 1700, 2000]);
    void clock.rest(ANN, 4000);
    await settle();
    expect([...new Set(work.ran)]).toEqual([1000, 1500, 1700, 2000, 2500, 3000]);
    await clock.stop();
    expect(work.persisted).toEqual([3000]);
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
