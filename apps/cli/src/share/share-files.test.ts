import { SHARING_REFUSALS, type SharingRuleName } from "@pumasi/market";
import { describe, expect, test } from "vitest";
import { shareFiles } from "./share-files.js";
import { SharingFileInvalidError } from "./sharing-file-error.js";
import { sharingRefusalText } from "./sharing-refusal-text.js";

const SLOTS = `slot,meter,consumed,generated
12:00,roof,0,10
12:00,flat-1,4,0
12:00,flat-2,5.000000,0
12:15,flat-1,1,0
12:15,flat-2,1,0
12:15,roof,0,0.000001
`;

function share(rule: SharingRuleName, slots: string, keys: object | null = null): string {
  return shareFiles({
    rule,
    slots,
    keys: keys === null ? null : JSON.stringify(keys),
    isJson: false,
  });
}

/** Every problem that is named. */
function problemsOf(run: () => string): readonly string[] {
  try {
    return [`no problem: ${run()}`];
  } catch (error) {
    if (error instanceof SharingFileInvalidError) return error.problems;
    throw error;
  }
}

describe("shares by", () => {
  test("static keys, in per cent or parts per million, rows in the order of the input", () => {
    expect(share("static", SLOTS, { keys: { "flat-1": "60%", "flat-2": 300_000 } })).toBe(
      `slot,meter,share,allocated,residual,sold,surplus
12:00,roof,0,0,0,7,3
12:00,flat-1,6,4,0,0,0
12:00,flat-2,3,3,2,0,0
12:15,flat-1,0.000001,0.000001,0.999999,0,0
12:15,flat-2,0,0,1,0,0
12:15,roof,0,0,0,0.000001,0
`,
    );
  });

  test("consumption, without keys", () => {
    expect(share("proportional", SLOTS)).toContain("12:00,flat-1,4.444444,4,0,0,0\n");
  });

  test("keys and again by what is missing", () => {
    const keys = { keys: { "flat-1": "60%", "flat-2": "30 %" } };
    expect(share("hybrid", SLOTS, keys)).toContain("12:00,flat-2,5,5,0,0,0\n");
  });

  test("priority", () => {
    const text = share("priority", SLOTS, { order: ["flat-2", "flat-1"] });
    expect(text).toContain("12:00,flat-1,5,4,0,0,0\n12:00,flat-2,10,5,0,0,0\n");
  });

  test("matrix", () => {
    const text = share("matrix", SLOTS, { matrix: { roof: { "flat-1": "12.5%" } } });
    expect(text).toContain("12:00,roof,0,0,0,1.25,8.75\n12:00,flat-1,1.25,1.25,2.75,0,0\n");
  });

  test("the hour, whatever order its slots stand in and however they are written", () => {
    const text = share(
      "hourly-minimum",
      `slot,meter,consumed,generated
2026-06-01T12:30+02:00,flat,3,0
2026-06-01T10:30:00Z,roof,0,0
2026-06-01T12:00+02:00,flat,0,0
2026-06-01T12:00+02:00,roof,0,2
`,
    );
    expect(text).toBe(`slot,meter,share,allocated,residual,sold,surplus
2026-06-01T12:30+02:00,flat,2,2,1,0,0
2026-06-01T10:30:00Z,roof,0,0,0,0,0
2026-06-01T12:00+02:00,flat,0,0,0,0,0
2026-06-01T12:00+02:00,roof,0,0,0,2,0
`);
  });

  test("storage and participation factors, the columns in any order, quoted, with CRLF", () => {
    const slots = [
      "meter,slot,generated,discharged,charged,consumed",
      '"roof, south",1,0,2,0,0',
      "flat,1,0,0,1,1",
    ].join("\r\n");
    const keys = { participation: { flat: "50%" } };
    expect(share("proportional", slots, keys)).toBe(
      `slot,meter,share,allocated,residual,sold,surplus
1,"roof, south",0,0,0,1,1
1,flat,2,1,1,0,0
`,
    );
  });
});

test("JSON has the rows, their sums and a premium", () => {
  const printed = shareFiles({
    rule: "hourly-minimum",
    slots: `slot,meter,consumed,generated
2026-06-01T10:00Z,flat,3,0
2026-06-01T10:00Z,roof,0,2
`,
    keys: JSON.stringify({ premium: { price: "0.11", keys: { flat: "50%", roof: "30%" } } }),
    isJson: true,
  });
  expect(JSON.parse(printed)).toEqual({
    rule: "hourly-minimum",
    shares: [
      {
        slot: "2026-06-01T10:00Z",
        meter: "flat",
        share: "2",
        allocated: "2",
        residual: "1",
        sold: "0",
        surplus: "0",
      },
      {
        slot: "2026-06-01T10:00Z",
        meter: "roof",
        share: "0",
        allocated: "0",
        residual: "0",
        sold: "2",
        surplus: "0",
      },
    ],
    totals: { share: "2", allocated: "2", residual: "1", sold: "2", surplus: "0" },
    premium: {
      shared: "2",
      parts: [
        { meter: "flat", amount: "0.11" },
        { meter: "roof", amount: "0.066" },
      ],
      community: "0.044",
    },
  });
});

describe("names what is wrong with", () => {
  const header = "slot,meter,consumed,generated\n";

  test("every bad row, with its line", () => {
    const slots = `${header}1,"a\nb",1,0
1,c,,0
1,d,1.0000001,0
1,e,-1,0
1,f,1e3,0
1,g,1
1,,1,0
1, h,1,0

1,i,9999999999999,0
`;
    expect(problemsOf(() => share("proportional", slots))).toEqual([
      'line 4: "consumed" is empty; a missing reading is not zero',
      'line 5: "consumed" is "1.0000001", with more than six decimals',
      'line 6: "consumed" is "-1", below zero',
      'line 7: "consumed" is "1e3", not a plain decimal number of kWh',
      "line 8: 3 cells where the header has 4",
      'line 9: "meter" is empty',
      'line 10: "meter" has spaces around it',
      "line 11: 1 cells where the header has 4",
      'line 12: "consumed" is "9999999999999", not a plain decimal number of kWh',
    ]);
  });

  test("the header", () => {
    expect(problemsOf(() => share("proportional", "slot,meter,consumed,generatd,meter\n"))).toEqual(
      [
        'line 1: the header is slot,meter,consumed,generated and, if needed, charged,discharged; "generated" is missing, "generatd" is no column, "meter" stands there twice',
      ],
    );
    expect(problemsOf(() => share("proportional", ""))[0]).toContain('"slot" is missing');
    expect(problemsOf(() => share("proportional", header))).toEqual([
      "there is no row below the header",
    ]);
  });

  test("a meter that has two rows in a slot, or none", () => {
    const slots = `${header}1,a,1,0\n1,b,1,0\n1,a,1,0\n2,a,1,0\n`;
    expect(problemsOf(() => share("proportional", slots))).toEqual([
      'line 4: meter "a" stands in slot "1" on line 2 already',
      'slot "2" has no row for meter "b", which other slots have; missing is not zero',
    ]);
  });

  test("slots that are no instants, hours that are not whole, and one instant in two hours", () => {
    const hourly = (rows: string) => problemsOf(() => share("hourly-minimum", `${header}${rows}`));
    expect(hourly("2026-06-01T10:00,a,1,0\n2026-02-30T10:00Z,a,1,0\n")).toEqual([
      'line 2: "2026-06-01T10:00" is no instant with an offset, like 2026-06-01T12:15+02:00 or 2026-06-01T10:15Z',
      'line 3: "2026-02-30T10:00Z" is no instant with an offset, like 2026-06-01T12:15+02:00 or 2026-06-01T10:15Z',
    ]);
    const three = ["00", "15", "30"].map((minute) => `2026-06-01T10:${minute}Z,a,1,0\n`).join("");
    expect(hourly(three)[0]).toContain('the hour of "2026-06-01T10:00Z" has 3 slots');
    const whole = `${three}2026-06-01T10:45Z,a,1,0\n`;
    expect(hourly(`${whole}2026-06-01T11:00Z,a,1,0\n2026-06-01T11:30Z,a,1,0\n`)).toHaveLength(1);
    const lacksTheLast = three.replaceAll("T10:", "T11:");
    expect(hourly(`${whole}${lacksTheLast}`)[0]).toContain('"2026-06-01T11:00Z" has 3 slots');
    expect(hourly("2026-06-01T10:30Z,a,1,0\n2026-06-01T16:00+05:30,b,1,0\n")).toEqual([
      'line 3: "2026-06-01T16:00+05:30" puts its instant into another hour than a line before',
    ]);
    expect(hourly("2026-06-01T10:00Z,a,1,0\n2026-06-01T12:00+02:00,a,1,0\n")).toEqual([
      'line 3: meter "a" stands in slot "2026-06-01T12:00+02:00" on line 2 already',
    ]);
  });

  test("the keys, with the place in the file", () => {
    const problems = (rule: SharingRuleName, keys: object | null) =>
      problemsOf(() => share(rule, SLOTS, keys));
    expect(problems("static", null)).toEqual(["the rule static needs keys: --keys keys.json"]);
    const part =
      'a part is "25%" (at most four decimals) or a whole number of parts per million, from 0 to 100 %';
    const wrong = { a: 0.25, b: "0.25", c: "101%", d: "1.00001%", e: -1 };
    expect(problems("static", { keys: wrong })).toEqual(
      Object.keys(wrong).map((meter) => `keys, keys → ${meter}: ${part}`),
    );
    expect(problems("static", { keys: {}, order: [] })[0]).toContain("order");
    expect(problems("static", { keys: { "flat-1": "60%", "flat-2": "41%" } })).toEqual([
      "the keys add up to more than 100 %",
    ]);
    expect(problems("static", { keys: { "flat-3": "60%" } })).toEqual([
      'meter "flat-3": the keys name it, but it has no row in the slots',
    ]);
    expect(problems("matrix", { matrix: { roof: { "flat-1": "60%", "flat-2": "41%" } } })).toEqual([
      'meter "roof": what it gives to its consumers adds up to more than 100 %',
    ]);
    expect(problems("proportional", { participation: { "flat-1": "200%" } })).toEqual([
      `keys, participation → flat-1: ${part}`,
    ]);
    const notJson = () => shareFiles({ rule: "static", slots: SLOTS, keys: "{", isJson: false });
    expect(problemsOf(notJson)[0]).toMatch(/^the keys cannot be read as JSON: /);
  });

  test("a premium that nobody would see, or that is given away twice", () => {
    const slots = `${header}2026-06-01T10:00Z,a,1,0\n`;
    const premium = { price: "0.11", keys: { a: "60%", b: "41%" } };
    expect(problemsOf(() => share("hourly-minimum", slots, { premium }))).toEqual([
      "the premium's parts are printed with --json only",
    ]);
    const keys = JSON.stringify({ premium });
    const run = () => shareFiles({ rule: "hourly-minimum", slots, keys, isJson: true });
    expect(problemsOf(run)).toEqual([
      'keys, premium: meter "b": the keys name it, but it has no row in the slots',
    ]);
    const both = `${slots}2026-06-01T10:00Z,b,1,0\n`;
    const above = () => shareFiles({ rule: "hourly-minimum", slots: both, keys, isJson: true });
    expect(problemsOf(above)).toEqual(["keys, premium: the keys add up to more than 100 %"]);
  });
});

test("says every refusal in words, and at most ten problems at a time", () => {
  expect(SHARING_REFUSALS.map(sharingRefusalText).every((text) => text.length > 10)).toBe(true);
  const rows = Array.from({ length: 12 }, () => "1,a,x,0\n").join("");
  const slots = `slot,meter,consumed,generated\n${rows}`;
  expect(() => share("proportional", slots)).toThrow(
    /^Nothing can be shared:\n {2}line 2: .*\n(.*\n){9} {2}and 2 more\nSee `pumasi share --help`/,
  );
});
