import { expect, test } from "vitest";
import { createFormats } from "../../format/formats.js";
import { localTickSlots } from "./local-ticks.js";

const { time } = createFormats({ locale: "en-GB", currency: "EUR", timeZone: "Europe/Berlin" });

test("labels local quarters of a day, also when the clock changes", () => {
  const midnight = Date.UTC(2026, 9, 24, 22) / 3_600_000;
  const ticks = localTickSlots({ from: midnight, until: midnight + 25 }, 3600, time);
  expect(ticks.map((slot) => slot - midnight)).toEqual([0, 7, 13, 19]);
});

test("labels only full hours of shorter slots", () => {
  const midnight = Date.UTC(2026, 0, 1, 23) / 900_000;
  const ticks = localTickSlots({ from: midnight, until: midnight + 40 }, 900, time);
  expect(ticks.map((slot) => slot - midnight)).toEqual([0, 24]);
});
