import { describe, expect, test } from "vitest";
import { type MemberRow, readMemberRows } from "./read-member-rows.js";

const good: MemberRow = {
  name: "Kim, 3rd floor",
  pod: "POD-1",
  creditLimit: "50",
  buyBelow: "0.3",
  sellAbove: "0.08",
};
const nobody = new Set<string>();

const codesOf = (change: Partial<MemberRow>, taken = nobody) =>
  readMemberRows([{ ...good, ...change }], taken).problems.map(
    ({ column, code }) => `${column} ${code}`,
  );

describe("readMemberRows", () => {
  test("reads a row into exact quantities, without the spaces around its cells", () => {
    const { members, problems } = readMemberRows(
      [{ ...good, name: " Kim ", pod: "POD-1 " }],
      nobody,
    );
    expect(problems).toEqual([]);
    expect(members).toEqual([
      { name: "Kim", pod: "POD-1", creditLimit: 50_000_000n, buyBelow: 300_000, sellAbove: 80_000 },
    ]);
  });

  test.each([
    [{ name: " " }, "name missing"],
    [{ name: "x".repeat(101) }, "name too_long"],
    [{ name: "a\u0007b" }, "name control_character"],
    [{ name: "a\ud800b" }, "name control_character"],
    [{ pod: "" }, "pod missing"],
    [{ pod: "x".repeat(65) }, "pod too_long"],
    [{ creditLimit: "" }, "creditLimit missing"],
    [{ creditLimit: "1,000" }, "creditLimit not_a_number"],
    [{ creditLimit: "-1" }, "creditLimit negative"],
    [{ creditLimit: "0.0000001" }, "creditLimit too_many_decimals"],
    [{ creditLimit: "1152921504606.846977" }, "creditLimit out_of_range"],
    [{ buyBelow: "cheap" }, "buyBelow not_a_number"],
    [{ sellAbove: "9007199254.740992" }, "sellAbove out_of_range"],
  ])("refuses %j", (change, problem) => {
    expect(codesOf(change)).toEqual([problem]);
  });

  test("takes the highest credit limit that the ledger holds, and a price below zero", () => {
    expect(codesOf({ creditLimit: "1152921504606.846976", sellAbove: "-0.05" })).toEqual([]);
  });

  test("names every cell of a row that is wrong, in the order of the columns", () => {
    const row = { name: "", pod: "", creditLimit: "x", buyBelow: "", sellAbove: "1.2.3" };
    expect(codesOf(row)).toEqual([
      "name missing",
      "pod missing",
      "creditLimit not_a_number",
      "buyBelow missing",
      "sellAbove not_a_number",
    ]);
  });

  test("a point of delivery is refused where a row above or the community has it", () => {
    const rows = [good, { ...good, pod: " POD-1" }, { ...good, pod: "POD-2" }];
    expect(readMemberRows(rows, new Set(["POD-2"])).problems).toEqual([
      { row: 2, column: "pod", code: "pod_repeated" },
      { row: 3, column: "pod", code: "pod_taken" },
    ]);
  });
});
