import fc from "fast-check";
import { expect, test } from "vitest";
import type { Registers } from "./admit-reading.js";
import { type MeteredEnergy, meterSlot } from "./metering.js";

/** One slot of a meter's true life, and what of it gets through in time. */
interface TrueSlot {
  drawnUkwh: number;
  fedInUkwh: number;
  isIn: boolean;
  knowsNext: boolean;
  history: { importedUkwh: number; exportedUkwh: number }[];
}

const energies = fc.nat(1000);
const slots: fc.Arbitrary<TrueSlot[]> = fc.array(
  fc.record({
    drawnUkwh: energies,
    fedInUkwh: energies,
    isIn: fc.boolean(),
    knowsNext: fc.boolean(),
    history: fc.array(fc.record({ importedUkwh: energies, exportedUkwh: energies }), {
      minLength: 1,
      maxLength: 7,
    }),
  }),
  { minLength: 1, maxLength: 30 },
);

/** The true registers at the end of every slot, from a baseline of 1000 and 500. */
function trueRegisters(life: readonly TrueSlot[]): Registers[] {
  let [importRegisterUkwh, exportRegisterUkwh] = [1000, 500];
  return life.map(({ drawnUkwh, fedInUkwh }) => {
    importRegisterUkwh += drawnUkwh;
    exportRegisterUkwh += fedInUkwh;
    return { importRegisterUkwh, exportRegisterUkwh };
  });
}

/** Settles a life slot after slot, as the server does, each slot from the registers before it. */
function settle(life: readonly TrueSlot[]): MeteredEnergy[] {
  const truth = trueRegisters(life);
  let previous: Registers = { importRegisterUkwh: 1000, exportRegisterUkwh: 500 };
  return life.map((slot, index) => {
    const later = life.findIndex(({ isIn }, at) => isIn && at > index);
    const result = meterSlot(index, [
      {
        meter: 1,
        account: 4,
        hasEnded: false,
        previous,
        reading: slot.isIn ? { ...(truth[index] as Registers), quality: "measured" } : null,
        next: slot.knowsNext && later >= 0 ? { slot: later, ...(truth[later] as Registers) } : null,
        history: slot.history,
      },
    ]);
    if (!result.ok) throw new Error(result.reason);
    const metered = result.metered[0] as MeteredEnergy;
    previous = metered;
    return metered;
  });
}

const DIRECTIONS = [
  ["importedUkwh", "importRegisterUkwh", 1000],
  ["exportedUkwh", "exportRegisterUkwh", 500],
] as const;

test("settled energy telescopes: it sums to the settled register's rise, never below a reading", () => {
  fc.assert(
    fc.property(slots, (life) => {
      const truth = trueRegisters(life);
      const settled = settle(life);
      for (const [energy, register, baseline] of DIRECTIONS) {
        let sum = baseline;
        settled.forEach((slot, index) => {
          expect(slot[energy]).toBeGreaterThanOrEqual(0);
          sum += slot[energy];
          expect(slot[register]).toBe(sum);
          const real = (truth[index] as Registers)[register];
          if (slot.quality === "measured") expect(sum).toBeGreaterThanOrEqual(real);
          if (slot.quality === "measured" && slot[energy] > 0) expect(sum).toBe(real);
        });
      }
    }),
    { numRuns: 500 },
  );
});

test("over time settled energy is the register's difference, whatever substitutes were", () => {
  fc.assert(
    fc.property(slots, (life) => {
      const busy = { drawnUkwh: 40_000, fedInUkwh: 40_000, isIn: true, knowsNext: false };
      const whole = [...life, { ...busy, history: [] }];
      const last = settle(whole).at(-1) as MeteredEnergy;
      const real = trueRegisters(whole).at(-1) as Registers;
      expect(last.importRegisterUkwh).toBe(real.importRegisterUkwh);
      expect(last.exportRegisterUkwh).toBe(real.exportRegisterUkwh);
    }),
    { numRuns: 500 },
  );
});

test("substitutes up to a known reading meet it exactly", () => {
  fc.assert(
    fc.property(slots, (life) => {
      const known = life.map((slot, index) => ({
        ...slot,
        knowsNext: true,
        isIn: slot.isIn || index === life.length - 1,
      }));
      const truth = trueRegisters(known);
      settle(known).forEach((slot, index) => {
        if (known[index]?.isIn) expect(slot).toMatchObject(truth[index] as Registers);
        else expect(slot.rule).toBe("register-interpolation");
      });
    }),
    { numRuns: 500 },
  );
});
