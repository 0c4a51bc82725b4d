import { describe, expect, test } from "vitest";
import { localDate, slotOfDate } from "./local-date.js";

describe("a date of the community", () => {
  test.each([
    ["Asia/Seoul", "2026-07-03"],
    ["Pacific/Auckland", "2026-01-31"],
    ["Pacific/Kiritimati", "2026-03-01"],
    ["America/Los_Angeles", "2026-11-01"],
    ["Europe/Berlin", "2026-03-29"],
    ["Pacific/Pago_Pago", "2025-12-31"],
  ])("in %s, %s is found by a slot of it", (timeZone, date) => {
    for (const slotSeconds of [300, 900, 3600]) {
      const slot = slotOfDate(date, timeZone, slotSeconds);
      expect(localDate((slot ?? 0) * slotSeconds * 1000, timeZone)).toBe(date);
    }
  });

  test("what is no date has no slot", () => {
    expect(slotOfDate("", "Asia/Seoul", 900)).toBeNull();
    expect(slotOfDate("2026-13-40", "Asia/Seoul", 900)).toBeNull();
  });
});
