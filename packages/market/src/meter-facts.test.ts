import { describe, expect, test } from "vitest";
import { type MeterRecord, meterFacts } from "./meter-facts.js";
import type { MeteredEnergy } from "./metering.js";

const SLOT = 100;
const registers = (drawn: number) => ({
  importRegisterUkwh: drawn,
  exportRegisterUkwh: 0,
});

const record = (terms: Partial<MeterRecord>): MeterRecord => ({
  ...{ meter: 1, account: 5, untilSlot: null, baseline: null, reading: null, next: null },
  ...terms,
});
const settled: MeteredEnergy = {
  ...{ meter: 1, account: 5, importedUkwh: 3, exportedUkwh: 0, ...registers(70) },
  ...{ quality: "measured", rule: null },
};

const factsOf = (terms: Partial<MeterRecord>, before?: MeteredEnergy) =>
  meterFacts(SLOT, 3600, [record(terms)], (slot) => (slot === SLOT - 1 ? before : undefined));

describe("meterFacts", () => {
  test("goes on from settled registers, else from a baseline, else leaves the meter out", () => {
    const baseline = registers(60);
    expect(factsOf({ baseline }, settled)).toMatchObject([{ previous: registers(70) }]);
    expect(factsOf({ baseline })).toMatchObject([{ previous: registers(60), hasEnded: false }]);
    expect(factsOf({})).toEqual([]);
  });

  test("knows a membership's end, which excludes itself", () => {
    expect(factsOf({ untilSlot: SLOT + 1 }, settled)).toMatchObject([{ hasEnded: false }]);
    expect(factsOf({ untilSlot: SLOT }, settled)).toMatchObject([{ hasEnded: true }]);
  });

  test("lets no meter begin once its membership has ended: its key is not valid to begin with", () => {
    expect(factsOf({ untilSlot: SLOT, baseline: registers(60) })).toEqual([]);
  });
});
