import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EXAMPLE_SCENARIO } from "../simulate/example-scenario.js";
import type { resultJson } from "../simulate/result-json.js";
import { ScenarioInvalidError } from "../simulate/scenario-error.js";
import { simulateCommand } from "./simulate.js";

const folder = mkdtempSync(join(tmpdir(), "pumasi-simulate-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the command printed, by stream. */
let [out, err] = ["", ""];
beforeEach(() => {
  [out, err] = ["", ""];
  vi.spyOn(console, "log").mockImplementation((text: string) => {
    out += `${text}\n`;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

async function run(yaml: string, ...flags: string[]): Promise<void> {
  const file = join(folder, "scenario.yaml");
  writeFileSync(file, yaml);
  const program = new Command("pumasi").exitOverride();
  simulateCommand(program);
  await program.parseAsync(["simulate", file, ...flags], { from: "user" });
}

/** Two homes from files: one has what the other lacks, and on the second day does not use it. */
const hours = (...at: [number, string][]) =>
  Array.from({ length: 48 }, (_, hour) => at.find(([when]) => when === hour)?.[1] ?? "0");
writeFileSync(
  join(folder, "a.csv"),
  `load_kwh,pv_kwh\n${hours()
    .map((kwh) => `0.1,${kwh}`)
    .join("\n")}\n`,
);
writeFileSync(join(folder, "roof.csv"), `pv_kwh\n${hours([12, "2.1"], [36, "2.1"]).join("\n")}\n`);
writeFileSync(
  join(folder, "b.csv"),
  `load_kwh,pv_kwh\n${hours([12, "1"])
    .map((kwh) => `${kwh},0`)
    .join("\n")}\n`,
);
const RECORDED = `
name: Two <b>homes</b> & "quotes"
description: <script>alert("x")</script>
seed: "7"
currency: EUR
time-zone: UTC
period: { start: 2025-01-01T00:00:00Z, days: 2, slot-minutes: 60 }
recordings: { first-row: 2025-01-01T00:00:00Z, row-minutes: 60 }
tariffs: [{ name: flat, retail: 0.30, feed-in: 0.08 }]
homes:
  - { name: "<i>a</i>", file: a.csv, pv-file: roof.csv }
  - { name: b, file: b.csv }
mechanisms:
  - { name: now, product: ex-post }
  - { name: "<u>firm</u>", product: firm, forecast: persistence-day }
`;

type Json = ReturnType<typeof resultJson>;

describe("pumasi simulate", () => {
  it("prints exact figures as JSON", async () => {
    await run(RECORDED, "--json");
    const json = JSON.parse(out) as Json;
    expect(json.scenario).toMatchObject({ seed: "7", slots: 48, homes: 2, slotMinutes: 60 });
    expect(json.community).toMatchObject({ pv: "4.2", imported: "5.6", possibleSavings: "0.22" });
    const [now, firm] = json.mechanisms;
    expect(now).toMatchObject({ savings: "0.22", losers: [], memberSlotsWorse: 0, gini: "0" });
    expect(now?.price).toMatchObject({ median: "0.19", energyWeightedMean: "0.19" });
    expect(firm).toMatchObject({ losers: ["b"], mostMembersWorseInOneSlot: 1 });
    expect(firm?.members[1]).toMatchObject({ name: "b", savings: "-0.11", loses: true });
    expect(err).toContain("48/48");
  });

  it("names losers in the table", async () => {
    await run(RECORDED);
    expect(out).toMatch(/now .*: nobody worse off in any slot/);
    expect(out).toMatch(/LOSERS over the whole period: b;/);
  });

  it("writes a page that needs nothing else, escapes what it was told, and is the same each time", async () => {
    const pages = [];
    for (const name of ["one.html", "two.html"]) {
      await run(RECORDED, "--report", join(folder, name));
      pages.push(readFileSync(join(folder, name), "utf8"));
    }
    const [page = "", again] = pages;
    expect(page).toBe(again);
    expect(page).not.toMatch(/https?:|<script|<link|@import|url\((?!#)|<img|src=/);
    expect(page).not.toMatch(/<b>homes|<i>a<|<u>firm/);
    expect(page).toContain("&lt;script&gt;");
    expect(page).toContain("one member loses");
    expect(page).toMatch(/b <span class="loss">loses<\/span>/);
    expect(page.match(/<svg viewBox/g)).toHaveLength(7);
    expect(page).not.toMatch(/#0[1-5]0[2-6]0[3-7]/);
  });

  it("runs the scenario that its help shows, and follows seed and days", async () => {
    const run1 = async (...flags: string[]) => {
      out = "";
      await run(EXAMPLE_SCENARIO, "--json", ...flags);
      return out;
    };
    const whole = await run1();
    expect((JSON.parse(whole) as Json).mechanisms).toHaveLength(6);
    expect(await run1()).toBe(whole);
    expect(await run1("--seed", "1")).toBe(whole);
    const other = JSON.parse(await run1("--seed", "2", "--days", "1")) as Json;
    expect(other.scenario).toMatchObject({ seed: "2", slots: 96 });
    expect(other.community.load).not.toBe((JSON.parse(whole) as Json).community.load);
  });

  it.each([
    ["time-zone: UTC", "time-zone: Mars", "time-zone: must be an IANA time zone"],
    ["days: 2", "days: two", 'period.days: is "two", but must be a whole number from 1 to 3,660'],
    ["days: 2", "days: 3", "homes[0]: roof.csv has 48 rows"],
    ["slot-minutes: 60", "slot-minutes: 20", "allowed are 5, 15, 30, 60"],
    ["seed:", "sede:", 'there is no "sede" here; allowed are name, description, seed'],
    ["retail: 0.30", "retail: 0.3000001", "tariffs[0].retail: is "],
    ["retail: 0.30", "retail: cheap", 'tariffs[0].retail: is "cheap", but must be a price'],
    ["file: b.csv", "fil: b.csv", "homes[1]: must have a file"],
    ["file: b.csv", "file: c.csv", "c.csv cannot be used: it cannot be read"],
    ["file: b.csv", "file: roof.csv", "its header is"],
    ["name: b,", "name: b, tariff: night,", 'homes[1].tariff: is "night"; allowed are flat'],
    ["name: b,", 'name: "<i>a</i>",', 'homes: two of them are called "<i>a</i>"'],
    ["product: ex-post", "product: ex-ante", 'mechanisms[0].product: is "ex-ante"; allowed are'],
    ["product: ex-post", "product: sharing", "mechanisms[0].rule: is missing"],
    ["product: ex-post", "product: ex-post, k: 0.5", "mechanisms[0].k: goes with pricing k"],
    [
      "product: ex-post",
      "product: ex-post, forecast: perfect",
      "mechanisms[0].forecast: does not go with product ex-post",
    ],
    [", forecast: persistence-day", "", "mechanisms[1].forecast: is missing"],
    ["name: now", 'name: "<u>firm</u>"', "is the name of mechanisms[0] already"],
    ["homes:", "homes: [", "it is not YAML"],
    ["recordings:", "# recordings:", "recordings: is missing"],
  ])("refuses %s as %s and says what is allowed", async (from, to, says) => {
    expect(RECORDED).toContain(from);
    await expect(run(RECORDED.replace(from, to))).rejects.toThrow(says);
    expect(out).toBe("");
  });

  it("refuses a vehicle that no night could fill, and a band that is missing", async () => {
    const ev = EXAMPLE_SCENARIO.replace("power: 11, leaves", "power: 0.5, leaves");
    await expect(run(ev)).rejects.toThrow(/ev\.energy: up to 12 kWh cannot be charged/);
    const band = EXAMPLE_SCENARIO.replace('from: "00:00"', 'from: "01:00"');
    await expect(run(band)).rejects.toThrow("tariffs[1].retail: has no price from 00:00");
    const missing = new ScenarioInvalidError("x.yaml", ["homes: is missing"]);
    expect(missing).toMatchObject({ code: "scenario_invalid", retryable: false });
  });
});
