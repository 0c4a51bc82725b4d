import { strictEqual } from "node:assert";
import { type Scenario, simulate } from "@pumasi/scenario";
import type { Benchmark } from "./benchmark.js";
import { simulatedVillage } from "./simulated-village.js";

const HOMES = 100;
const SLOTS_OF_YEAR = 35_040;

/**
 * A year of 100 homes with batteries at 15 minutes under one market: 3.5 million meter-slots. The peer is
 * the same year through the engine's books of objects (pay-as-bid fills the same orders as one price does),
 * so the ratio says what columns are worth; the limit that matters is 10 s for the year.
 */
export const simulateYear: Benchmark = {
  name: "scenario/simulate-year",
  unit: "ms",
  amount: 1,
  limit: { atMost: 10_000 },
  prepare() {
    const scenario = simulatedVillage(HOMES, SLOTS_OF_YEAR);
    const byObjects = throughObjects(scenario);
    const cut = { slotCount: 7 * 96 };
    const [columns, objects] = [scenario, byObjects].map(
      (whole) => simulate({ ...whole, ...cut }).markets[0],
    );
    strictEqual(columns?.savings, objects?.savings);
    strictEqual(columns?.tradedUkwh, objects?.tradedUkwh);
    return {
      run: () => simulate(scenario),
      against: { name: "books of objects", run: () => simulate(byObjects) },
    };
  },
};

function throughObjects(scenario: Scenario): Scenario {
  return {
    ...scenario,
    plans: [
      {
        name: "by objects",
        product: "ex-post",
        rule: { mechanism: "pay-as-bid", pricing: "middle", ties: "pro-rata" },
        limits: "drawn",
      },
    ],
  };
}
