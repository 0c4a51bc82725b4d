import { expect, test } from "vitest";
import { createFormats } from "../../format/formats.js";
import { PALETTES } from "../../theme.js";
import { FLOWS, householdBars, type Part } from "./household-bars.js";
import { householdCsv } from "./household-csv.js";
import { energyOf } from "./household-examples.js";
import { neighbourFlows } from "./neighbour-flows.js";
import { hasBattery } from "./own-flows.js";
import { barName, finerPeriod, rowName, spanName } from "./span-names.js";

const formats = createFormats({ locale: "en-GB", currency: "EUR", timeZone: "Europe/Berlin" });
const palette = PALETTES.light;

const labels = Object.fromEntries([...FLOWS, "ownUse"].map((part) => [part, part])) as Record<
  Part,
  string
>;

test("what comes in stands above the line, what goes out below, and what is missing is not drawn", () => {
  const rows = [energyOf(1), energyOf(2, { metered: 0 })];
  const option = householdBars({ rows, names: ["1", "2"], labels, palette, formats });
  const series = option.series as { name: string; data: (number | null)[] }[];
  expect(series.map(({ name, data }) => [name, ...data])).toEqual([
    ["boughtFromNeighbours", 1.25, null],
    ["fromGrid", 1.75, null],
    ["soldToNeighbours", -0.5, null],
    ["toGrid", -0, null],
  ]);
});

test("a home's own use stands on top of what came in, and is not drawn where it is not told", () => {
  const told = { generated: "2", ownUse: "1.5", consumed: "4.5", charged: "0", discharged: "0" };
  const rows = [energyOf(1, told), energyOf(2), energyOf(3, { ...told, metered: 0 })];
  const option = householdBars({ rows, names: ["1", "2", "3"], labels, palette, formats });
  const series = option.series as { name: string; stack: string; data: (number | null)[] }[];
  expect(series.map(({ name }) => name)).toEqual([...FLOWS, "ownUse"]);
  expect(series.at(-1)).toMatchObject({ stack: "energy", data: [1.5, null, null] });
  const { formatter } = option.tooltip as {
    formatter: (points: readonly { dataIndex: number }[]) => string;
  };
  expect(formatter([{ dataIndex: 0 }])).toContain("ownUse: 1.5");
  expect(formatter([{ dataIndex: 1 }])).toContain("ownUse: –");
  expect(hasBattery(rows)).toBe(false);
  expect(hasBattery([...rows, energyOf(4, { ...told, discharged: "0.000001" })])).toBe(true);
});

test("spans are named in the community's time zone", () => {
  const startMs = Date.parse("2026-06-30T22:00:00Z");
  expect(barName(formats, "day", startMs)).toBe("00:00");
  expect(barName(formats, "month", startMs)).toBe("1");
  expect(barName(formats, "year", startMs)).toBe("July");
  expect(rowName(formats, "month", startMs)).toMatch(/^Wed,? 1 Jul$/);
  expect(spanName(formats, "month", startMs)).toBe("July 2026");
  expect(spanName(formats, "year", startMs)).toBe("2026");
  expect((["year", "month", "day"] as const).map(finerPeriod)).toEqual(["month", "day", null]);
});

test("the file has every digit, one line a span", () => {
  const csv = householdCsv({ rows: [energyOf(1, { paid: "-0.000000000001" })] });
  const [head, line, end] = csv.split("\r\n");
  expect(head?.split(",")).toHaveLength(line?.split(",").length ?? 0);
  expect(line).toBe(
    "1970-01-01T01:00:00.000Z,1970-01-01T02:00:00.000Z,1,2,1,1,0,1,3,0.5,1.25,0.5,1.75,0,-0.000000000001,0.86,0.25,,,,,",
  );
  expect(end).toBe("");
});

test("a neighbour that bought and sold stands on both sides; nothing is drawn for nothing", () => {
  const option = neighbourFlows({
    answer: {
      ...{ from: 1, until: 2, sharedBought: "0", sharedSold: "0.5" },
      neighbours: [
        { account: 5, name: null, bought: "1.5", sold: "0.25" },
        { account: 6, name: null, bought: "2", sold: "0" },
      ],
    },
    ...{ palette, formats },
    names: { home: "Home", shared: "All", nameOf: (account) => `N${account}` },
  });
  const [series] = option.series as {
    links: { source: string; target: string; kwh: string }[];
    data: { name: string }[];
  }[];
  expect(series?.links.map(({ source, target, kwh }) => `${source} > ${target}: ${kwh}`)).toEqual([
    "from 5 > home: 1.5",
    "home > to 5: 0.25",
    "from 6 > home: 2",
    "home > to shared: 0.5",
  ]);
  expect(series?.data.map(({ name }) => name)).toEqual([
    "from 5",
    "home",
    "to 5",
    "from 6",
    "to shared",
  ]);
});
