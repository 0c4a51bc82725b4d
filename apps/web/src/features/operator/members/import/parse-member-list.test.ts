import { describe, expect, test } from "vitest";
import { decodeList, parseMemberList } from "./parse-member-list.js";

const HEADER = "name,pod,creditLimit,buyBelow,sellAbove";

function rowsOf(text: string) {
  const parsed = parseMemberList(text);
  if (!parsed.ok) throw new Error(parsed.fault.code);
  return parsed;
}

const faultOf = (text: string) => {
  const parsed = parseMemberList(text);
  return parsed.ok ? null : parsed.fault;
};

describe("parseMemberList", () => {
  test.each([
    ["commas", `${HEADER}\n"Kim, 3F",P-1,50,0.3,0.08\n`],
    ["semicolons", `${HEADER.replaceAll(",", ";")}\r\nKim, 3F;P-1;50;0.3;0.08\r\n`],
    ["tabs", `${HEADER.replaceAll(",", "\t")}\nKim, 3F\tP-1\t50\t0.3\t0.08`],
    ["a byte order mark", `\uFEFF${HEADER}\n"Kim, 3F",P-1,50,0.3,0.08`],
    [
      "quoted names",
      `"name","pod","creditLimit","buyBelow","sellAbove"\n"Kim, 3F","P-1","50","0.3","0.08"`,
    ],
    [
      "other names and order",
      'Sell above,POD,Note,Credit_limit,Buy below,Name\n0.08,P-1,x,50,0.3,"Kim, 3F"',
    ],
  ])("reads a list with %s", (_, text) => {
    const { rows, broken } = rowsOf(text);
    expect(broken).toEqual([]);
    expect(rows).toEqual([
      {
        line: 2,
        cells: {
          name: "Kim, 3F",
          pod: "P-1",
          creditLimit: "50",
          buyBelow: "0.3",
          sellAbove: "0.08",
        },
      },
    ]);
  });

  test("numbers rows as a spreadsheet does, and leaves empty ones out", () => {
    const text = `\n${HEADER}\n"two\nlines",P-1,1,1,1\n\n,,,,\nKim,P-2,1,1,1\n`;
    expect(rowsOf(text).rows.map(({ line, cells }) => [line, cells.pod])).toEqual([
      [3, "P-1"],
      [6, "P-2"],
    ]);
  });

  test("keeps cells as they were typed, and leaves what is missing empty", () => {
    const { rows } = rowsOf(`${HEADER}\n Kim ,P-1,"1,5"`);
    expect(rows[0]?.cells).toEqual({
      ...{ name: " Kim ", pod: "P-1", creditLimit: "1,5", buyBelow: "", sellAbove: "" },
    });
  });

  test("names rows with more cells than there are names, as a decimal comma makes them", () => {
    const { broken } = rowsOf(`${HEADER}\nKim,P-1,1,5,0.3,0.08\nLee,P-2,1,1,1,\n`);
    expect(broken).toEqual([{ line: 2, code: "too_many_cells" }]);
  });

  test("names the row whose quotes do not close", () => {
    const { broken } = rowsOf(`${HEADER}\nKim,P-1,1,1,1\n"Lee,P-2,1,1,1\n`);
    expect(broken).toEqual([{ line: 3, code: "quotes_broken" }]);
  });

  test.each([
    ["", { code: "no_rows" }],
    [`${HEADER}\n`, { code: "no_rows" }],
    ["name;pod\nKim;P-1", { code: "columns_missing", columns: "creditLimit, buyBelow, sellAbove" }],
    [`${HEADER},Name\nKim,P-1,1,1,1,Kim`, { code: "column_repeated", columns: "name" }],
  ])("refuses %j", (text, fault) => {
    expect(faultOf(text)).toEqual(fault);
  });

  test("takes five thousand rows and no more", () => {
    const list = (rows: number) => `${HEADER}\n${"Kim,P,1,1,1\n".repeat(rows)}`;
    expect(rowsOf(list(5000)).rows).toHaveLength(5000);
    expect(faultOf(list(5001))).toEqual({ code: "too_many_rows", rows: 5001, most: 5000 });
  });
});

test("a file that is not in UTF-8 is not guessed at", () => {
  const korean = new Uint8Array([0xb1, 0xe8]);
  expect(decodeList(korean.buffer)).toBeNull();
  expect(decodeList(new TextEncoder().encode("\uFEFF김").buffer as ArrayBuffer)).toBe("김");
});
