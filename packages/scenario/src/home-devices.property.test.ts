import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Batteries } from "./battery.js";
import { GROUP, smallScenario } from "./cases/small-scenario.js";
import { CommunityEnergy } from "./community-energy.js";
import { ElectricVehicles } from "./electric-vehicles.js";
import { localDayOf } from "./local-calendar.js";
import { energyInSlot } from "./recorded-energy.js";
import type { VehiclePlan } from "./scenario.js";
import { sineOfTurn } from "./sine.js";

describe("a home's devices", () => {
  it("a battery keeps to its size and power and loses what it counts", () => {
    const battery = fc.record({
      capacityUkwh: fc.nat(1000),
      powerUkwh: fc.nat(300),
      roundTripPpm: fc.integer({ min: 1, max: 1_000_000 }),
    });
    fc.assert(
      fc.property(battery, fc.array(fc.integer({ min: -500, max: 500 })), (plan, needs) => {
        const batteries = new Batteries(1);
        batteries.install(0, { ...plan, initialUkwh: 0 });
        for (const need of needs) {
          const after = batteries.dispatch(0, need);
          const [stored = -1] = batteries.storedUkwh;
          expect(stored >= 0 && stored <= plan.capacityUkwh).toBe(true);
          expect(Math.abs(after - need)).toBeLessThanOrEqual(plan.powerUkwh);
          // It never turns a need into a surplus, nor the other way round.
          expect(after === 0 || Math.sign(after) === Math.sign(need)).toBe(true);
        }
        const [charged = 0, out = 0, loss = 0, stored = 0] = [
          batteries.chargedUkwh[0],
          batteries.dischargedUkwh[0],
          batteries.lossUkwh[0],
          batteries.storedUkwh[0],
        ];
        expect(charged).toBe(loss + out + stored);
      }),
    );
  });

  it("a vehicle is full when it leaves, also over a clock change, and by the sun later than at once", () => {
    const first = Date.parse("2025-03-28T23:00:00Z") / 900_000;
    const charges = (strategy: VehiclePlan["strategy"]) => {
      const vehicles = new ElectricVehicles(1);
      if (GROUP.vehicle === null) throw new Error("the group has vehicles");
      vehicles.install(0, "home", { ...GROUP.vehicle, strategy }, "seed", 900);
      const taken: number[] = [];
      let day = localDayOf(first, "Europe/Vienna", 900);
      for (let slot = first; slot < first + 4 * 96; slot++) {
        if (slot === day.untilSlot) day = localDayOf(slot, "Europe/Vienna", 900);
        if (slot === day.fromSlot) {
          vehicles.beginDay(day, localDayOf(day.untilSlot, "Europe/Vienna", 900));
        }
        taken.push(vehicles.charge(0, slot, 0));
      }
      expect(vehicles.unmetUkwh).toBe(0);
      return taken;
    };
    const [atOnce, bySun] = [charges("on-arrival"), charges("solar-first")];
    const sum = (list: number[]) => list.slice(0, 3 * 96).reduce((total, x) => total + x, 0);
    expect(sum(bySun)).toBeGreaterThan(0);
    expect(atOnce.findIndex((x) => x > 0)).toBeLessThan(bySun.findIndex((x) => x > 0));
  });

  it("a recording is cut and added up without losing a unit", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { minLength: 4, maxLength: 24 }), (rows) => {
        const recorded = {
          firstRowStart: 0,
          rowSeconds: 3600,
          energiesUkwh: Float64Array.from(rows),
        };
        const quarters = rows.flatMap((_, row) =>
          [0, 1, 2, 3].map((part) => energyInSlot(recorded, row * 4 + part, 900)),
        );
        const sum = (list: readonly number[]) => list.reduce((total, x) => total + x, 0);
        expect(sum(quarters)).toBe(sum(rows));
        rows.forEach((energy, row) => {
          const parts = quarters.slice(row * 4, row * 4 + 4);
          expect(sum(parts)).toBe(energy);
          expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
        });
        const fine = { ...recorded, rowSeconds: 900 };
        expect(energyInSlot(fine, 0, 3600)).toBe(sum(rows.slice(0, 4)));
      }),
    );
  });

  it("generated homes use about what they should, and panels nothing at night", () => {
    const scenario = smallScenario({ slotSeconds: 3600, fromSlot: 1_735_689_600 / 3600 });
    const energy = new CommunityEnergy(scenario);
    for (let hour = 0; hour < 8760; hour++) {
      energy.advance(scenario.fromSlot + hour);
      if (hour % 24 === 0) expect(energy.flow.panelsUkwh).toBe(0);
    }
    scenario.homes.forEach(({ load, panels }, home) => {
      const { loadUkwh, panelsUkwh } = energy.energyOf(home);
      if (load.kind === "generated") {
        expect(loadUkwh / load.annualUkwh).toBeGreaterThan(0.95);
        expect(loadUkwh / load.annualUkwh).toBeLessThan(1.05);
      }
      if (panels?.kind !== "generated") return;
      const hoursOfPeak = panelsUkwh / (panels.peakWatts * 1000);
      expect(hoursOfPeak).toBeGreaterThan(900);
      expect(hoursOfPeak).toBeLessThan(1350);
    });
  });

  it("sines are good to a few millionths", () => {
    for (let i = -1000; i <= 1000; i++) {
      const turns = i / 333;
      expect(Math.abs(sineOfTurn(turns) - Math.sin(2 * Math.PI * turns))).toBeLessThan(4e-6);
    }
  });
});
