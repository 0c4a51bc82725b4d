import { expect, it } from "vitest";
import { localDayOf } from "./local-calendar.js";

const dayAt = (instant: string, zone: string, seconds = 900) =>
  localDayOf(Date.parse(instant) / (seconds * 1000), zone, seconds);

it("knows date, weekday and the minute in which each slot of a day starts", () => {
  const day = dayAt("2025-06-01T12:00:00Z", "Europe/Vienna");
  expect(day).toMatchObject({ date: "2025-06-01", weekday: 0, dayOfYear: 151 });
  expect(day.minutes).toHaveLength(96);
  expect([...day.minutes.slice(0, 3)]).toEqual([0, 15, 30]);
  expect(day.minutes[95]).toBe(1425);
});

it("skips an hour in spring and repeats one in autumn", () => {
  const spring = dayAt("2025-03-30T12:00:00Z", "Europe/Vienna", 3600);
  expect([...spring.minutes.slice(0, 4)]).toEqual([0, 60, 180, 240]);
  expect(spring.minutes).toHaveLength(23);
  const autumn = dayAt("2025-10-26T12:00:00Z", "Europe/Vienna", 3600);
  expect([...autumn.minutes.slice(1, 5)]).toEqual([60, 120, 120, 180]);
  expect(autumn.minutes).toHaveLength(25);
});

it("keeps zones that differ by parts of an hour", () => {
  expect(dayAt("2025-06-01T12:00:00Z", "Asia/Kathmandu").minutes[1]).toBe(15);
  // 00:00 UTC is 05:30 in Kolkata, where a slot of an hour never starts with the clock's.
  expect(dayAt("2025-06-01T12:00:00Z", "Asia/Kolkata", 3600).minutes[0]).toBe(30);
});
