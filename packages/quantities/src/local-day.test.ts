import { describe, expect, test } from "vitest";
import { isTimeZone, localHourOf, localPeriodOf } from "./local-day.js";
import { slotAt } from "./slot.js";

const hoursOf = (iso: string, zone: string) => {
  const { day, fromSlot, untilSlot } = localPeriodOf(Date.parse(iso), zone, 900, "day");
  return { day, hours: (untilSlot - fromSlot) / 4, from: fromSlot * 900_000 };
};

describe("localPeriodOf", () => {
  test.each([
    ["a plain day in Seoul", "2024-06-01T00:00Z", "Asia/Seoul", "2024-06-01", 24],
    ["just before midnight in Seoul", "2024-06-01T14:59:59Z", "Asia/Seoul", "2024-06-01", 24],
    ["midnight in Seoul", "2024-06-01T15:00Z", "Asia/Seoul", "2024-06-02", 24],
    ["spring forward in Vienna", "2024-03-31T12:00Z", "Europe/Vienna", "2024-03-31", 23],
    ["fall back in Vienna", "2024-10-27T12:00Z", "Europe/Vienna", "2024-10-27", 25],
    ["the day after it", "2024-10-28T12:00Z", "Europe/Vienna", "2024-10-28", 24],
    ["half an hour in Lord Howe", "2024-04-06T18:00Z", "Australia/Lord_Howe", "2024-04-07", 24.5],
    ["no midnight in Cairo", "2024-04-26T12:00Z", "Africa/Cairo", "2024-04-26", 23],
    ["two midnights in Havana", "2024-11-03T15:00Z", "America/Havana", "2024-11-03", 25],
    ["between Havana's midnights", "2024-11-03T04:30Z", "America/Havana", "2024-11-03", 25],
    ["after Havana's second one", "2024-11-03T05:30Z", "America/Havana", "2024-11-03", 25],
    ["the day before them", "2024-11-02T15:00Z", "America/Havana", "2024-11-02", 24],
  ])("%s", (_name, iso, zone, day, hours) => {
    expect(hoursOf(iso, zone)).toMatchObject({ day, hours });
  });

  test("starts at local midnight", () => {
    expect(hoursOf("2024-10-27T12:00Z", "Europe/Vienna").from).toBe(
      Date.parse("2024-10-26T22:00Z"),
    );
  });

  test("owns the slots that start in it where midnight falls inside a slot", () => {
    const { fromSlot } = localPeriodOf(
      Date.parse("2024-06-01T00:00Z"),
      "Asia/Kathmandu",
      3600,
      "day",
    );
    expect(fromSlot * 3_600_000).toBe(Date.parse("2024-05-31T19:00Z"));
  });

  test.each(["Mars/Olympus", "", "local", "system", "default"])("stops at zone %j", (zone) => {
    expect(() => localPeriodOf(0, zone, 900, "day")).toThrow(RangeError);
    expect(isTimeZone(zone)).toBe(false);
  });

  test("stops at an instant that no calendar has", () => {
    expect(() => localPeriodOf(Number.NaN, "UTC", 900, "day")).toThrow(RangeError);
  });
});

describe("localHourOf", () => {
  test("repeats an hour when clocks go back and skips one when they go forward", () => {
    const hours = (iso: string, count: number) => {
      const first = slotAt(Date.parse(iso), 3600);
      return Array.from({ length: count }, (_, i) => localHourOf(first + i, "Europe/Vienna", 3600));
    };
    expect(hours("2024-10-26T23:00Z", 4)).toEqual([1, 2, 2, 3]);
    expect(hours("2024-03-30T23:00Z", 4)).toEqual([0, 1, 3, 4]);
  });

  test("knows IANA zones", () => {
    expect(isTimeZone("Asia/Seoul")).toBe(true);
    expect(isTimeZone("UTC")).toBe(true);
  });
});

describe("longer settlement periods", () => {
  const slotsOf = (iso: string, period: "week" | "month") => {
    const { day, fromSlot, untilSlot } = localPeriodOf(
      Date.parse(iso),
      "Europe/Vienna",
      3600,
      period,
    );
    return { day, slots: untilSlot - fromSlot };
  };

  test("a week begins on Monday and loses an hour in spring", () => {
    expect(slotsOf("2024-03-28T12:00Z", "week")).toEqual({ day: "2024-03-25", slots: 7 * 24 - 1 });
  });

  test("a month begins on its first day and gains an hour in autumn", () => {
    expect(slotsOf("2024-10-15T12:00Z", "month")).toEqual({
      day: "2024-10-01",
      slots: 31 * 24 + 1,
    });
  });
});
