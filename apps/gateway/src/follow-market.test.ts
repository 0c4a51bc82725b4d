import { ApiUnreachableError } from "@pumasi/client";
import type { ClockState } from "@pumasi/protocol";
import { describe, expect, it } from "vitest";
import { Backoff } from "./backoff.js";
import { followMarket } from "./follow-market.js";
import type { TickResult } from "./gateway.js";
import { FIRST_ROW, HOUR } from "./testing/stub-community.js";
import { silent } from "./testing/stub-home.js";

const at = (hour: number) => new Date(FIRST_ROW + hour * HOUR).toISOString();
const unreachable = (reason: "connection_failed" | "timeout") =>
  new ApiUnreachableError({ method: "GET", path: "/v1/clock" }, reason, "down");

/** Runs against a script of clock answers; gives what the clock was asked and which ticks ran. */
async function run(script: (number | Error)[], tickFaults: (Error | null)[] = []) {
  const asked: unknown[] = [];
  const ticks: string[] = [];
  const pauses: number[] = [];
  const alone: string[] = [];
  const stop = new AbortController();
  const clock = async (question: unknown): Promise<ClockState> => {
    asked.push(question);
    const next = script.shift();
    if (next === undefined) stop.abort(new Error("end of script"));
    stop.signal.throwIfAborted();
    if (next instanceof Error) throw next;
    return { now: at(next ?? 0), mode: "fast-forward", speed: null, paused: false };
  };
  const tick = async ({ now }: ClockState): Promise<TickResult> => {
    ticks.push(now);
    const fault = tickFaults.shift();
    if (fault) throw fault;
    return { state: "running", wake: (Math.floor(Date.parse(now) / HOUR) + 1) * HOUR };
  };
  const end = await followMarket({
    api: { clock },
    device: "0xdevice",
    tick,
    withoutServer: async ({ now }) => {
      alone.push(now);
    },
    wallMs: () => 0,
    backoff: new Backoff(() => 1),
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
    },
    log: silent,
    signal: stop.signal,
  });
  return { asked, ticks, pauses, alone, end };
}

describe("followMarket", () => {
  it("asks for the time, then polls with what it has done and when it wants to be woken", async () => {
    const { asked, ticks, end } = await run([0, 1, 2]);
    expect(asked).toEqual([
      undefined,
      { after: at(0), wake: at(1), device: "0xdevice" },
      { after: at(1), wake: at(2), device: "0xdevice" },
      { after: at(2), wake: at(3), device: "0xdevice" },
    ]);
    expect(ticks).toEqual([at(0), at(1), at(2)]);
    expect(end).toEqual({ state: "stopped" });
  });

  it("never tells the clock that a failed tick was done", async () => {
    const { asked, ticks, pauses } = await run([0, 0], [unreachable("connection_failed"), null]);
    expect(ticks).toEqual([at(0), at(0)]);
    expect(asked.slice(0, 3)).toEqual([
      undefined,
      undefined,
      { after: at(0), wake: at(1), device: "0xdevice" },
    ]);
    expect(pauses).toEqual([50]);
  });

  it("backs off, doubling up to five seconds, and starts over once something works", async () => {
    const down = Array.from({ length: 9 }, () => unreachable("connection_failed"));
    const { pauses } = await run([...down, 0, 1, unreachable("connection_failed"), 1]);
    expect(pauses).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 50]);
  });

  it("does what it can without the server when a tick or the clock fails, however it fails", async () => {
    const timeout = unreachable("timeout");
    const { alone } = await run([0, 1, timeout, unreachable("connection_failed"), 1], [timeout]);
    expect(alone).toEqual([at(0), at(1), at(1)]);
    expect((await run([timeout, 0])).alone).toEqual([]);
  });

  it("polls again at once after a poll without an answer", async () => {
    const { pauses, ticks } = await run([0, unreachable("timeout"), 0, 1]);
    expect(pauses).toEqual([]);
    expect(ticks).toEqual([at(0), at(0), at(1)]);
  });

  it("pauses after an answer that came early, so that a faulty clock cannot spin it", async () => {
    expect((await run([0, 0, 0])).pauses).toEqual([50, 100]);
  });

  it("stops on a fault of its own", async () => {
    await expect(run([0], [new RangeError("bug")])).rejects.toThrow("bug");
  });

  it("stops when the device is revoked", async () => {
    const end = await followMarket({
      api: { clock: async () => ({ now: at(0), mode: "paced", speed: 1, paused: false }) },
      device: "0xdevice",
      tick: async () => ({ state: "revoked", untilSlot: 9 }),
      withoutServer: async () => {},
      wallMs: () => 0,
      backoff: new Backoff(() => 1),
      pause: async () => {},
      log: silent,
      signal: new AbortController().signal,
    });
    expect(end).toEqual({ state: "revoked", untilSlot: 9 });
  });
});
