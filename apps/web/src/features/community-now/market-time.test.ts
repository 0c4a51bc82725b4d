import type { ClockState } from "@pumasi/protocol";
import { expect, test } from "vitest";
import { marketTimeAfter, paceOf } from "./market-time.js";

const now = "2026-07-01T10:00:00.000Z";
const paced: ClockState = { now, mode: "paced", speed: 720, paused: false };

test("a paced clock runs on at its speed, and stops when the server is silent", () => {
  expect(marketTimeAfter(paced, 1000)).toBe(Date.parse(now) + 720_000);
  expect(marketTimeAfter(paced, 3_600_000)).toBe(marketTimeAfter(paced, 12_000));
  expect(marketTimeAfter(paced, -5)).toBe(Date.parse(now));
});

test("paused and fast-forwarded clocks wait for the next answer", () => {
  const fast: ClockState = { now, mode: "fast-forward", speed: null, paused: false };
  expect(marketTimeAfter(fast, 1000)).toBe(Date.parse(now));
  expect(marketTimeAfter({ ...paced, paused: true }, 1000)).toBe(Date.parse(now));
});

test("names the pace", () => {
  expect(paceOf(paced)).toBe("replayed");
  expect(paceOf({ ...paced, speed: 1 })).toBe("realTime");
  expect(paceOf({ ...paced, paused: true })).toBe("paused");
  expect(paceOf({ now, mode: "fast-forward", speed: null, paused: false })).toBe("fastForward");
});
