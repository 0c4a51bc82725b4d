import { describe, expect, it } from "vitest";
import { FLAT, MIDPOINT, smallScenario } from "./cases/small-scenario.js";
import type { HomePlan, MarketPlan, RecordedEnergy } from "./scenario.js";
import { simulate } from "./simulate.js";

const HOUR = 3_600_000;
const FIRST = Date.parse("2025-01-01T00:00:00Z");
const recorded = (kwh: readonly number[]): RecordedEnergy => ({
  firstRowStart: FIRST,
  rowSeconds: 3600,
  energiesUkwh: Float64Array.from(kwh, (energy) => energy * 1_000_000),
});
const home = (name: string, load: number[], panels: number[]): HomePlan => ({
  name,
  tariff: "flat",
  load: { kind: "recorded", recorded: recorded(load) },
  panels: { kind: "recorded", recorded: recorded(panels) },
  battery: null,
  vehicle: null,
});

/** Two days; a has 2 kWh left at 12 on each, b lacks 1 kWh then, but on the second day 3. */
function twoHomes(plans: MarketPlan[]) {
  const hours = (...at: [number, number][]) => {
    const kwh = new Array<number>(48).fill(0);
    for (const [hour, energy] of at) kwh[hour] = energy;
    return kwh;
  };
  return smallScenario({
    timeZone: "UTC",
    slotSeconds: 3600,
    fromSlot: FIRST / HOUR,
    slotCount: 48,
    tariffs: [FLAT],
    homes: [
      home("a", hours(), hours([12, 2], [36, 2])),
      home("b", hours([12, 1], [36, 3]), hours()),
    ],
    plans,
  });
}

describe("simulate", () => {
  it("settles by the book what can be reckoned by hand", () => {
    const { markets, community, homes } = simulate(
      twoHomes([
        MIDPOINT,
        { ...MIDPOINT, name: "firm", product: "firm", forecast: "persistence-day" } as never,
      ]),
    );
    // 1 kWh, then 2 kWh, each worth 0.30 − 0.08.
    expect(community.possibleSavings).toBe(660_000_000_000n);
    expect(homes.map(({ costWithout }) => costWithout)).toEqual([
      -320_000_000_000n,
      1_200_000_000_000n,
    ]);
    const [exPost, firm] = markets;
    expect(exPost?.members.map(({ savings }) => savings)).toEqual([
      330_000_000_000n,
      330_000_000_000n,
    ]);
    expect(exPost?.tradedUkwh).toBe(3_000_000);
    expect(exPost?.prices?.energyWeightedMean).toBe(190_000);
    expect(exPost?.giniPpm).toBe(0);
    expect(exPost?.jainPpm).toBe(1_000_000);
    // Contracts as of yesterday: 1 kWh, which both keep; the rest is the supplier's.
    expect(firm?.savings).toBe(220_000_000_000n);
    expect(firm?.tradedUkwh).toBe(1_000_000);
    expect(firm?.suppliedUkwh).toBe(3_000_000);
  });

  it("names who loses by firm contracts", () => {
    const scenario = twoHomes([
      { ...MIDPOINT, name: "firm", product: "firm", forecast: "persistence-day" } as never,
    ]);
    const [seller, buyer] = scenario.homes as [HomePlan, HomePlan];
    const idle = { ...buyer, load: { kind: "recorded" as const, recorded: recorded(dayOne(1)) } };
    const { markets } = simulate({ ...scenario, homes: [seller, idle] });
    const [firm] = markets;
    // b buys 1 kWh at 0.19 that it does not use and is paid 0.08 for: 0.11 lost.
    expect(firm?.losers).toEqual(["b"]);
    expect(firm?.members[1]).toMatchObject({
      savings: -110_000_000_000n,
      slotsWorse: 1,
      monthsWorse: 1,
    });
    expect(firm?.slotsWorse).toBe(1);
    expect(firm?.mostWorseAtOnce).toBe(1);
  });

  it("lets a vehicle that goes by the sun take no more than the home has left", () => {
    const scenario = twoHomes([MIDPOINT]);
    const kwh = (energy: number) => ({
      kind: "recorded" as const,
      recorded: recorded(dayOne(energy)),
    });
    const [first] = scenario.homes as [HomePlan];
    const vehicle = {
      dailyUkwh: { low: 2_000_000, high: 2_000_000 },
      powerUkwhPerHour: 7_000_000,
      leavesMinute: { low: 360, high: 360 },
      returnsMinute: { low: 420, high: 420 },
      strategy: "solar-first" as const,
    };
    const homes = [{ ...first, load: kwh(1), panels: kwh(2), vehicle }];
    const { hours, community } = simulate({ ...scenario, homes });
    expect(hours[12]).toMatchObject({ vehicleUkwh: 1_000_000, importedUkwh: 0, exportedUkwh: 0 });
    // The rest as late as leaves it full: in the hour before it goes.
    expect(hours[5]?.importedUkwh).toBe(1_000_000);
    expect(community.unmetVehicleUkwh).toBe(0);
  });

  it("tells how far it is, and counts fixed charges by local day", () => {
    const heard: number[] = [];
    const scenario = twoHomes([MIDPOINT]);
    const tariffs = [{ ...FLAT, dailyCharge: 1_000_000_000_000n }];
    const { homes } = simulate({ ...scenario, tariffs }, (slots) => heard.push(slots));
    expect(heard).toEqual([24, 48]);
    expect(homes[0]?.costWithout).toBe(-320_000_000_000n + 2_000_000_000_000n);
  });

  it("stops where a recording is too short or two homes have one name", () => {
    const scenario = twoHomes([MIDPOINT]);
    const [first] = scenario.homes as [HomePlan];
    expect(() => simulate({ ...scenario, slotCount: 49 })).toThrow("a recording has every slot");
    expect(() => simulate({ ...scenario, homes: [first, first] })).toThrow("different names");
  });
});

function dayOne(energy: number): number[] {
  const kwh = new Array<number>(48).fill(0);
  kwh[12] = energy;
  return kwh;
}
