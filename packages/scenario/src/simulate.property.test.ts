import { printAmount } from "@pumasi/quantities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVERY_PLAN, mixedHomes, smallScenario } from "./cases/small-scenario.js";
import type { Scenario } from "./scenario.js";
import { simulate } from "./simulate.js";

const SECONDS = [300, 900, 1800, 3600] as const;

/** A scenario of another seed, slot length, sky and season. */
const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    seed: fc.string({ maxLength: 8 }),
    slotSeconds: fc.constantFrom(...SECONDS),
    day: fc.integer({ min: 0, max: 360 }),
    days: fc.integer({ min: 1, max: 3 }),
    latitude: fc.integer({ min: -60, max: 60 }),
  })
  .map(({ seed, slotSeconds, day, days, latitude }) =>
    smallScenario({
      seed,
      slotSeconds,
      fromSlot: (Date.parse("2025-01-01T00:00:00Z") / 1000 + day * 86_400) / slotSeconds,
      slotCount: (days * 86_400) / slotSeconds,
      site: { latitude, longitude: 16 },
      homes: mixedHomes(seed),
    }),
  );

const bytesOf = (scenario: Scenario) =>
  JSON.stringify(simulate(scenario), (_, value) =>
    typeof value === "bigint" ? printAmount(value) : value,
  );

describe("simulate", () => {
  it("loses no energy: what a home uses, loses, stores and exports it made, drew or had", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const { homes, community, markets } = simulate(scenario);
        for (const { energy } of homes) {
          const out =
            energy.loadUkwh +
            energy.vehicleUkwh +
            energy.batteryLossUkwh +
            energy.exportedUkwh +
            energy.storedAtEndUkwh;
          expect(out).toBe(energy.panelsUkwh + energy.importedUkwh + energy.storedAtStartUkwh);
          expect(energy.chargedUkwh - energy.batteryLossUkwh - energy.dischargedUkwh).toBe(
            energy.storedAtEndUkwh - energy.storedAtStartUkwh,
          );
        }
        const sum = (what: "importedUkwh" | "exportedUkwh" | "loadUkwh") =>
          homes.reduce((total, { energy }) => total + energy[what], 0);
        expect(community.importedUkwh).toBe(sum("importedUkwh"));
        expect(community.exportedUkwh).toBe(sum("exportedUkwh"));
        expect(community.loadUkwh).toBe(sum("loadUkwh"));
        expect(community.unmetVehicleUkwh).toBe(0);
        for (const { tradedUkwh, suppliedUkwh, surplusUkwh } of markets) {
          expect(tradedUkwh + suppliedUkwh).toBe(community.importedUkwh);
          expect(tradedUkwh + surplusUkwh).toBe(community.exportedUkwh);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("moves money and makes none: what members save, supplier, operator and fund get less", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const { markets, community, homes } = simulate({ ...scenario, plans: EVERY_PLAN });
        for (const market of markets) {
          const { members, savings, supplierGain, gridOperatorGain, fundGain, plan } = market;
          expect(savings + supplierGain + gridOperatorGain + fundGain, plan.name).toBe(0n);
          expect(members.reduce((sum, member) => sum + member.savings, 0n)).toBe(savings);
          members.forEach(({ costWith, savings: saved }, home) => {
            expect(costWith + saved).toBe(homes[home]?.costWithout);
          });
          expect(savings + fundGain <= community.possibleSavings, plan.name).toBe(true);
          expect(gridOperatorGain >= 0n).toBe(true);
          if (plan.product === "firm") continue;
          expect(market.slotsWorse, plan.name).toBe(0);
          expect(market.losers).toEqual([]);
        }
      }),
      { numRuns: 12 },
    );
  });

  it("is decided by the seed alone, not by the order of homes", () => {
    fc.assert(
      fc.property(scenarios, fc.integer(), (scenario, turn) => {
        const small = { ...scenario, plans: EVERY_PLAN.slice(0, 6) };
        const bytes = bytesOf(small);
        expect(bytesOf({ ...small })).toBe(bytes);
        const at = Math.abs(turn) % small.homes.length;
        const homes = [...small.homes.slice(at), ...small.homes.slice(0, at)].reverse();
        expect(bytesOf({ ...small, homes })).toBe(bytes);
        const seed = `${small.seed}, another`;
        expect(bytesOf({ ...small, seed, homes: mixedHomes(seed) })).not.toBe(bytes);
      }),
      { numRuns: 6 },
    );
  });
});
