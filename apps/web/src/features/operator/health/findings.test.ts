import { FINDING_CODES } from "@pumasi/protocol";
import { expect, test } from "vitest";
import { createFormats } from "../../../format/formats.js";
import en from "../../../i18n/health.en.json" with { type: "json" };
import ko from "../../../i18n/health.ko.json" with { type: "json" };
import { findingValues } from "./finding-values.js";

const formats = createFormats({ locale: "en-GB", currency: "EUR", timeZone: "UTC" });

test.each([
  ["en", en],
  ["ko", ko],
] as const)("every finding has a title and says what to do in %s", (_language, { health }) => {
  const titles = Object.keys(health.findingTitle).map((key) => key.replace(/_(one|other)$/, ""));
  expect([...new Set(titles)].sort()).toEqual([...FINDING_CODES].sort());
  expect(Object.keys(health.findingAction).sort()).toEqual([...FINDING_CODES].sort());
  for (const action of Object.values(health.findingAction))
    expect(action.length).toBeGreaterThan(20);
});

test("slots and instants are shown as local times, counts with separators", () => {
  const finding = { code: "slot_metered_late", severity: "bad" } as const;
  const values = { slot: 490_899, since: "2026-01-01T06:00:00.000Z", count: 1234 };
  expect(findingValues({ ...finding, values }, formats, 3600)).toEqual({
    slot: "Thu 1 Jan, 03:00 (490899)",
    since: "Thu 1 Jan, 06:00",
    count: 1234,
    number: "1,234",
  });
});

test("a demand about a period names the period's number", () => {
  const finding = { code: "demand_unanswerable", severity: "bad" } as const;
  const values = { demand: 3, kind: "period", slot: 7, problem: "lost" };
  expect(findingValues({ ...finding, values }, formats, 3600).slot).toBe(7);
});
