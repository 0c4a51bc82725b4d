import { expect, test } from "vitest";
import { auditCsv } from "./audit-files.js";
import { conditionsOf, filterOf, searchOf } from "./audit-filter.js";

test("a filter goes into an address and comes back", () => {
  const filter = filterOf({ community: "c", subject: 4, text: "limit", since: "2026-03-29" });
  expect(filter).toEqual({
    ...{ who: "", action: "", subject: "4", since: "2026-03-29", until: "", text: "limit" },
  });
  expect(filterOf(searchOf(filter))).toEqual(filter);
  expect(searchOf(filter)).toEqual({ subject: "4", since: "2026-03-29", text: "limit" });
});

test("days are the community's, both included, also where clocks change", () => {
  const of = (since: string, until: string, zone: string) => {
    const conditions = conditionsOf(filterOf({ since, until }), zone);
    return [conditions.since, conditions.until];
  };
  expect(of("2026-03-29", "2026-03-29", "Europe/Berlin")).toEqual([
    "2026-03-28T23:00:00.000Z",
    "2026-03-29T22:00:00.000Z",
  ]);
  expect(of("2026-01-01", "2026-01-02", "Asia/Seoul")).toEqual([
    "2025-12-31T15:00:00.000Z",
    "2026-01-02T15:00:00.000Z",
  ]);
  expect(of("2026-01-01", "2026-01-01", "Pacific/Kiritimati")).toEqual([
    "2025-12-31T10:00:00.000Z",
    "2026-01-01T10:00:00.000Z",
  ]);
  expect(of("yesterday", "2026-02-31", "UTC")).toEqual([undefined, undefined]);
});

test("the file has a line for each entry, with its detail whole", () => {
  const entry = { id: 7, at: "2026-01-01T00:00:00.000Z", who: "p", role: "operator" } as const;
  const file = auditCsv([
    { ...entry, name: "=Olga", action: "set end", subject: null, detail: { untilSlot: 9 } },
  ]);
  expect(file).toBe(
    "id,at,who,role,name,action,subject,detail\r\n" +
      `7,2026-01-01T00:00:00.000Z,p,operator,'=Olga,set end,,"{""untilSlot"":9}"\r\n`,
  );
});
