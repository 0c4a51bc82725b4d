import type { ClockState } from "@pumasi/protocol";
import { describe, expect, it } from "vitest";
import { MarketTime } from "./market-time.js";

const told: ClockState = {
  now: "2016-08-01T07:00:00.000Z",
  mode: "paced",
  speed: 60,
  paused: false,
};

/** What is estimated so many wall milliseconds after the server told the time. */
function after(wallMs: number, changes: Partial<ClockState>): string | undefined {
  let wall = 5_000;
  const time = new MarketTime(() => wall);
  time.note({ ...told, ...changes });
  wall += wallMs;
  return time.estimate()?.now;
}

describe("MarketTime", () => {
  it("goes on with this machine's clock where the market is paced", () => {
    expect(after(1_500, {})).toBe("2016-08-01T07:01:30.000Z");
    expect(after(1_500, { speed: 1 })).toBe("2016-08-01T07:00:01.500Z");
  });

  it("stands still where time jumps or is paused, and is unknown before the server told it", () => {
    expect(after(1_500, { mode: "fast-forward", speed: null })).toBe(told.now);
    expect(after(1_500, { paused: true })).toBe(told.now);
    expect(new MarketTime(() => 0).estimate()).toBeNull();
  });
});
