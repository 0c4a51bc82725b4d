import { expect, it } from "vitest";
import { drawTable, type FigureTable, measureTable } from "./figure-table.js";

const table = (value: number): FigureTable => ({
  ...{ name: "test/table", unit: "gas", title: "accounts" },
  measure: async () => ({
    columns: ["10", "1,000"],
    rows: [
      { name: "a commit", figures: [{ value, limit: { atMost: 2_000 } }, { value: 1_234 }] },
      { name: "settled", figures: [null, { value: 7, limit: { atLeast: 7 } }] },
    ],
    notes: ["A note."],
  }),
});

it("draws every figure with its limit, and says which was missed", async () => {
  const met = await measureTable(table(2_000));
  expect(met.meetsLimit).toBe(true);
  expect(drawTable(met).split("\n")).toEqual([
    "test/table",
    "┌────────────────┬───────────────┬───────┐",
    "│ accounts (gas) │            10 │ 1,000 │",
    "├────────────────┼───────────────┼───────┤",
    "│ a commit       │ 2,000 ≤ 2,000 │ 1,234 │",
    "│ settled        │               │ 7 ≥ 7 │",
    "└────────────────┴───────────────┴───────┘",
    "A note.",
  ]);
  const missed = await measureTable(table(2_001));
  expect(missed.meetsLimit).toBe(false);
  expect(drawTable(missed)).toContain("2,001 > 2,000 MISSED");
});

it("judges nothing where nothing has a limit, and refuses what is no figure", async () => {
  const plain: FigureTable = {
    ...table(0),
    measure: async () => ({
      columns: ["all"],
      rows: [{ name: "x", figures: [{ value: 1 }] }],
      notes: [],
    }),
  };
  expect((await measureTable(plain)).meetsLimit).toBeNull();
  await expect(measureTable(table(Number.NaN))).rejects.toThrow("no figure");
});

it("refuses a row that misses a column", async () => {
  const short: FigureTable = {
    ...table(0),
    measure: async () => ({
      columns: ["10", "1,000"],
      rows: [{ name: "short", figures: [null] }],
      notes: [],
    }),
  };
  await expect(measureTable(short)).rejects.toThrow("short misses a column");
});
