import { type AccountMonth, BALANCE_CODES } from "@pumasi/protocol";
import { expect, test } from "vitest";
import en from "../../../i18n/month-end.en.json" with { type: "json" };
import { calendarCsv, isIncomplete, monthBeside, stateOf, sumOf } from "./month-cells.js";

const day = (numbers: Partial<Parameters<typeof stateOf>[0]>) => ({
  ...{ expected: 24, metered: 24, substituted: 0, final: 24, paid: 24 },
  ...numbers,
});

function accountOf(own: Partial<AccountMonth> = {}): AccountMonth {
  return {
    ...{ account: 4, name: "Ann", expected: [24, 2], metered: [24, 2] },
    ...{ substituted: [0, 0], final: [24, 1], paid: [24, 0], ...own },
  };
}

test("a day is as good as its worst slot", () => {
  expect(stateOf(day({}))).toBe("paid");
  expect(stateOf(day({ paid: 23 }))).toBe("final");
  expect(stateOf(day({ paid: 0, final: 23 }))).toBe("metered");
  expect(stateOf(day({ metered: 23 }))).toBe("missing");
  expect(stateOf(day({ expected: 0, metered: 0, final: 0, paid: 0 }))).toBe("none");
});

test("what lacks readings or rests on substitutes is incomplete", () => {
  expect(isIncomplete(accountOf())).toBe(false);
  expect(isIncomplete(accountOf({ substituted: [1, 0] }))).toBe(true);
  expect(isIncomplete(accountOf({ metered: [24, 1] }))).toBe(true);
  expect(sumOf([accountOf(), accountOf()])).toEqual({
    ...{ expected: 52, metered: 52, substituted: 0, final: 50, paid: 48 },
  });
});

test("months follow each other over the year's end", () => {
  expect(monthBeside("2026-01", -1)).toBe("2025-12");
  expect(monthBeside("2025-12", 1)).toBe("2026-01");
  expect(monthBeside("2026-09", 1)).toBe("2026-10");
});

test("the file has a line for each member and day, and names that are no formulas", () => {
  const days = ["2026-01-01", "2026-01-02"].map((name) => ({ day: name, from: 0, until: 24 }));
  const accounts = [accountOf({ name: '=Ann, "the first"' })];
  expect(calendarCsv({ days, accounts }).split("\r\n")).toEqual([
    "account,name,day,expected,metered,substituted,final,paid,state",
    `4,"'=Ann, ""the first""",2026-01-01,24,24,0,24,24,paid`,
    `4,"'=Ann, ""the first""",2026-01-02,2,2,0,1,0,metered`,
    "",
  ]);
});

test("every balance has its name on the page", () => {
  expect(Object.keys(en.monthEnd.balance)).toEqual(BALANCE_CODES);
});
