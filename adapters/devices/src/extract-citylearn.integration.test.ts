import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseKwh } from "@pumasi/quantities";
import { afterAll, describe, expect, it } from "vitest";
import { readHomeFile } from "./read-home-file.js";

const script = fileURLToPath(new URL("../scripts/extract-citylearn.mjs", import.meta.url));
const shipped = fileURLToPath(new URL("../../../data/citylearn-2022/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pumasi-extract-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Description {
  homes: {
    name: string;
    file: string;
    pv: boolean;
    loadKwh: string;
    pvKwh: string;
    leftOutPvFile?: string;
    leftOutPvKwh?: string;
  }[];
}

/** Load (kWh) and solar yield (W per kW) texts of a small source, exponents and halves included. */
const SAMPLE = [
  ["2.2758", "0.0"],
  ["0.85116667", "57.6083333"],
  ["1.0000447e-07", "0.0001249999"],
  ["0.0000005", "0.000125"],
  ["3.1415925", "812.3456785"],
] as const;

/** A kWh text times kW, over 10^places, rounded half up to 10^-6, the slow and obvious way. */
function naiveUkwh(text: string, factor: bigint, places: number): bigint {
  const [mantissa = "", exponent = "0"] = text.split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const at30 = BigInt((whole + fraction).padEnd(whole.length + 30, "0")) * factor;
  const shifted = at30 / 10n ** BigInt(places - Number(exponent));
  return (shifted + 5n * 10n ** 23n) / 10n ** 24n;
}

/** The rows (10^-6 kWh) of a file with the one column pv_kwh. */
function readPvFile(file: string): number[] {
  const [header, ...lines] = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(header).toBe("pv_kwh");
  return lines.map((line) => {
    const parsed = parseKwh(line);
    if (!parsed.ok) throw new Error(`${line}: ${parsed.reason}`);
    return parsed.value;
  });
}

describe("extract-citylearn", () => {
  it("rounds half up on the decimal texts, multiplies by the installed power, and sets even homes' PV apart", () => {
    const pv = { attributes: { nominal_power: 4.0 } };
    const source = join(folder, "source");
    const target = join(folder, "target");
    mkdirSync(source);
    writeFileSync(
      join(source, "schema.json"),
      JSON.stringify({ buildings: { Building_1: { pv }, Building_2: { pv } } }),
    );
    writeFileSync(join(source, "LICENSE"), "MIT");
    const rows = SAMPLE.map(([load, solar]) => `7,${load},${solar}`).join("\n");
    for (const number of [1, 2]) {
      const file = join(source, `Building_${number}.csv`);
      writeFileSync(file, `month,non_shiftable_load,solar_generation\n${rows}\n`);
    }
    execFileSync(process.execPath, [script, source, target]);

    const expected = SAMPLE.map(([load, solar]) => ({
      loadUkwh: Number(naiveUkwh(load, 1n, 0)),
      pvUkwh: Number(naiveUkwh(solar, 4n, 3)),
    }));
    expect(expected.map(({ pvUkwh }) => pvUkwh)).toEqual([0, 230433, 0, 1, 3249383]);
    expect(expected.map(({ loadUkwh }) => loadUkwh)).toEqual([2275800, 851167, 0, 1, 3141593]);
    expect(readHomeFile(join(target, "home-01.csv"))).toEqual(expected);
    expect(readHomeFile(join(target, "home-02.csv"))).toEqual(
      expected.map(({ loadUkwh }) => ({ loadUkwh, pvUkwh: 0 })),
    );
    expect(readPvFile(join(target, "pv-02.csv"))).toEqual(expected.map(({ pvUkwh }) => pvUkwh));
    expect(existsSync(join(target, "pv-01.csv"))).toBe(false);
    const { homes } = JSON.parse(readFileSync(join(target, "homes.json"), "utf8")) as Description;
    expect(homes.map(({ leftOutPvKwh }) => leftOutPvKwh)).toEqual([undefined, "3.479817"]);
  });

  it("ships 17 homes of 8,760 hours whose columns add up to what homes.json says", () => {
    const text = readFileSync(join(shipped, "homes.json"), "utf8");
    const { homes } = JSON.parse(text) as Description;
    expect(homes).toHaveLength(17);
    for (const home of homes) {
      const hours = readHomeFile(join(shipped, home.file));
      expect(hours).toHaveLength(8760);
      const sum = (column: "loadUkwh" | "pvUkwh") =>
        hours.reduce((total, hour) => total + hour[column], 0);
      expect(parseKwh(home.loadKwh)).toEqual({ ok: true, value: sum("loadUkwh") });
      expect(parseKwh(home.pvKwh)).toEqual({ ok: true, value: sum("pvUkwh") });
      expect(home.pv).toBe(Number(home.name.slice(-2)) % 2 === 1);
      expect(hours.some(({ pvUkwh }) => pvUkwh > 0)).toBe(home.pv);
    }
  });

  it("ships the panels that the even homes' files leave out", () => {
    const text = readFileSync(join(shipped, "homes.json"), "utf8");
    const { homes } = JSON.parse(text) as Description;
    const apart = homes.filter(({ pv }) => !pv);
    expect(apart.map(({ leftOutPvFile }) => leftOutPvFile)).toEqual(
      apart.map(({ name }) => `pv-${name.slice(-2)}.csv`),
    );
    for (const { leftOutPvFile = "", leftOutPvKwh = "" } of apart) {
      const hours = readPvFile(join(shipped, leftOutPvFile));
      expect(hours).toHaveLength(8760);
      const sum = hours.reduce((total, pvUkwh) => total + pvUkwh, 0);
      expect(parseKwh(leftOutPvKwh)).toEqual({ ok: true, value: sum });
      expect(sum).toBeGreaterThan(0);
    }
  });
});
