import { expect, test } from "vitest";
import { badRows } from "./bad-rows.js";
import { parseMemberList } from "./parse-member-list.js";

test("every bad row is named once, by its number in the file, with all that is wrong", () => {
  const parsed = parseMemberList(
    "name,pod,creditLimit,buyBelow,sellAbove\nKim,P-1,1,1,1\n\nLee,P-2,x,1,1,9\nPark,P-1,1,1,1\n",
  );
  if (!parsed.ok) throw new Error(parsed.fault.code);
  const problems = [
    { row: 3, column: "pod", code: "pod_repeated" },
    { row: 2, column: "creditLimit", code: "not_a_number" },
  ] as const;
  expect(badRows(parsed.rows, parsed.broken, problems)).toEqual([
    {
      ...{ line: 4, name: "Lee", broken: ["too_many_cells"] },
      cells: [{ column: "creditLimit", code: "not_a_number", typed: "x" }],
    },
    {
      ...{ line: 5, name: "Park", broken: [] },
      cells: [{ column: "pod", code: "pod_repeated", typed: "P-1" }],
    },
  ]);
});
