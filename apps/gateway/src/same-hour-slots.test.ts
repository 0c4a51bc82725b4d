import { describe, expect, it } from "vitest";
import { rememberLocalHours, sameHourSlots } from "./same-hour-slots.js";

const slotOf = (text: string, slotSeconds = 3600) => Date.parse(text) / 1000 / slotSeconds;

describe("sameHourSlots", () => {
  it("looks back seven times a day where clocks never change", () => {
    const slot = slotOf("2016-08-20T12:00:00Z");
    const localHour = rememberLocalHours("Etc/GMT+8", 3600);
    expect(sameHourSlots(slot, localHour, 3600)).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((day) => slot - day * 24),
    );
  });

  it("keeps the local hour across both clock changes", () => {
    const localHour = rememberLocalHours("Europe/Berlin", 3600);
    for (const text of ["2026-03-31T10:00:00Z", "2026-10-27T10:00:00Z"]) {
      const slot = slotOf(text);
      const slots = sameHourSlots(slot, localHour, 3600);
      expect(slots).toHaveLength(7);
      expect(new Set(slots.map(localHour))).toEqual(new Set([localHour(slot)]));
      expect(slot - (slots[6] ?? 0)).not.toBe(7 * 24);
    }
  });

  it("leaves out a day whose clock skipped the hour", () => {
    // On 29 March 2026 Berlin's clocks go from two to three: there is no half past two.
    const localHour = rememberLocalHours("Europe/Berlin", 3600);
    const slots = sameHourSlots(slotOf("2026-03-31T00:00:00Z"), localHour, 3600);
    expect(slots).toHaveLength(6);
    expect(new Set(slots.map(localHour))).toEqual(new Set([2]));
  });

  it("compares equal quarters of an hour", () => {
    const slot = slotOf("2016-08-20T12:45:00Z", 900);
    const localHour = rememberLocalHours("Asia/Seoul", 900);
    expect(sameHourSlots(slot, localHour, 900)[0]).toBe(slot - 96);
  });
});
