import { expect, test } from "vitest";
import { slotOfDay } from "./slot-of-day.js";

const startOf = (day: string, zone: string) => {
  const slot = slotOfDay(day, zone, 900);
  return slot === null ? null : new Date(slot * 900_000).toISOString();
};

test.each([
  ["2026-03-01", "Asia/Seoul", "2026-02-28T15:00:00.000Z"],
  ["2026-03-01", "America/Los_Angeles", "2026-03-01T08:00:00.000Z"],
  ["2026-03-01", "Pacific/Kiritimati", "2026-02-28T10:00:00.000Z"],
  ["2026-03-01", "Etc/GMT+12", "2026-03-01T12:00:00.000Z"],
  ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
  ["2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00.000Z"],
])("%s begins in %s at %s", (day, zone, start) => {
  expect(startOf(day, zone)).toBe(start);
});

test("what is no day has no slot", () => {
  expect(startOf("", "UTC")).toBeNull();
  expect(startOf("2026-13-01", "UTC")).toBeNull();
});
