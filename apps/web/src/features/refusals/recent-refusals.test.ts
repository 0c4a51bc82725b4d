import { expect, test } from "vitest";
import { recentRefusals } from "./recent-refusals.js";

const noon = Date.UTC(2026, 6, 2, 12);
const hour = (hoursAgo: number) => noon - hoursAgo * 3_600_000;
const row = (code: string, hoursAgo: number, count: number) => ({
  code,
  hour: new Date(hour(hoursAgo)).toISOString(),
  count,
  detail: `${hoursAgo} hours ago`,
});

test("counts the last 24 hours by code, the most frequent first, with the latest wording", () => {
  const rows = [
    row("order_energy_zero", 1, 1),
    row("reading_conflict", 2, 2),
    row("order_energy_zero", 3, 4),
    row("reading_conflict", 25, 50),
    row("order_crosses_own", 30, 9),
  ];
  expect(recentRefusals(rows, noon)).toEqual([
    { code: "order_energy_zero", count: 5, detail: "1 hours ago", lastHourMs: hour(1) },
    { code: "reading_conflict", count: 2, detail: "2 hours ago", lastHourMs: hour(2) },
  ]);
});

test("an hour that only began more than 24 hours ago still counts", () => {
  expect(recentRefusals([row("reading_conflict", 25, 1)], noon - 1)).toHaveLength(1);
});
