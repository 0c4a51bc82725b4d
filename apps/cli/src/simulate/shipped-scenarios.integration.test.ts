import { fileURLToPath } from "node:url";
import { simulate } from "@pumasi/scenario";
import { describe, expect, it } from "vitest";
import { readScenario } from "./read-scenario.js";

const pathOf = (name: string) =>
  fileURLToPath(new URL(`../../../../scenarios/${name}.yaml`, import.meta.url));

/** 3,893.0587894: Σ over the year's slots of min(Σ imported, Σ exported) × (0.30 − 0.08). */
const POSSIBLE = 3_893_058_789_400_000n;

describe("the scenarios that ship", () => {
  it("compare the products over a year of 17 homes as MARKET.md does", () => {
    const { scenario } = readScenario(pathOf("citylearn"));
    const { markets, community } = simulate(scenario);
    expect(community.possibleSavings).toBe(POSSIBLE);
    for (const { plan, savings, slotsWorse, losers } of markets) {
      if (plan.product === "firm" && plan.forecast !== "perfect") {
        expect(savings < POSSIBLE / 2n, plan.name).toBe(true);
        expect(slotsWorse).toBeGreaterThan(10_000);
      } else {
        expect(savings, plan.name).toBe(POSSIBLE);
        expect(slotsWorse).toBe(0);
        expect(losers).toEqual([]);
      }
    }
    const firm = (name: string) => markets.find(({ plan }) => plan.name === name);
    expect(firm("firm by same-hour mean")?.savings).toBe(1_600_105_973_180_000n);
    expect(firm("firm by yesterday")?.losers).toEqual(["home-14"]);
    expect(firm("firm by last week")?.losers).toEqual(["home-14"]);
    const worseMonths = firm("firm by same-hour mean")?.members.filter(
      ({ monthsWorse }) => monthsWorse > 0,
    );
    expect(worseMonths).toHaveLength(7);
  });

  it.each([
    ["village-100", 100],
    ["district-5000", 5000],
  ])("%s runs, and only firm contracts leave anybody worse off", (name, homes) => {
    const { scenario } = readScenario(pathOf(name));
    // Until the second day's noon, so that forecasts have a day to go by.
    const { markets, community } = simulate({ ...scenario, slotCount: 150 });
    expect(scenario.homes).toHaveLength(homes);
    expect(community.unmetVehicleUkwh).toBe(0);
    for (const { plan, slotsWorse, savings } of markets) {
      if (plan.product !== "firm") expect(slotsWorse, plan.name).toBe(0);
      expect(savings <= community.possibleSavings).toBe(true);
    }
    expect(markets.find(({ plan }) => plan.product === "firm")?.slotsWorse).toBeGreaterThan(0);
  });
});
