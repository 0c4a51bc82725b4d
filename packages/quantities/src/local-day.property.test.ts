import fc from "fast-check";
import { expect, test } from "vitest";
import { localHourOf, localPeriodOf } from "./local-day.js";
import { SLOT_LENGTHS_SECONDS, slotAt, slotStart } from "./slot.js";

const zones = fc.constantFrom(
  "UTC",
  "Asia/Seoul",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Europe/Vienna",
  "Europe/Lisbon",
  "America/New_York",
  "America/Havana",
  "America/Sao_Paulo",
  "America/St_Johns",
  "Africa/Cairo",
  "Asia/Beirut",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Chatham",
);
const instants = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2035, 0, 1) });

test("every slot lies in the day it starts in, and days follow each other without a gap", () => {
  fc.assert(
    fc.property(
      instants,
      zones,
      fc.constantFrom(...SLOT_LENGTHS_SECONDS),
      (instant, zone, seconds) => {
        const slot = slotAt(instant, seconds);
        const today = localPeriodOf(slotStart(slot, seconds), zone, seconds, "day");
        expect(today.fromSlot).toBeLessThanOrEqual(slot);
        expect(today.untilSlot).toBeGreaterThan(slot);
        const first = localPeriodOf(slotStart(today.fromSlot, seconds), zone, seconds, "day");
        expect(first).toEqual(today);
        const last = localPeriodOf(slotStart(today.untilSlot - 1, seconds), zone, seconds, "day");
        expect(last).toEqual(today);
        const next = localPeriodOf(slotStart(today.untilSlot, seconds), zone, seconds, "day");
        expect(next.fromSlot).toBe(today.untilSlot);
        expect(next.day > today.day).toBe(true);
        expect(localHourOf(today.untilSlot - 1, zone, seconds)).toBe(23);
      },
    ),
    // Clocks that went back over midnight: the day before came up again for an hour.
    { numRuns: 2000, examples: [[1256958000000, "America/St_Johns", 3600]] },
  );
});
